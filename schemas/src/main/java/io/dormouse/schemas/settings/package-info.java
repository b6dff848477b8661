/** Settings of the programs: one record each, from defaults, file, environment and flags. */
@NullMarked
package io.dormouse.schemas.settings;

import org.jspecify.annotations.NullMarked;
