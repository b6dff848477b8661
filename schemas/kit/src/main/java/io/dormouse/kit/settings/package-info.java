/** Settings of the programs: one record each, from defaults, file, environment and flags. */
@NullMarked
package io.dormouse.kit.settings;

import org.jspecify.annotations.NullMarked;
