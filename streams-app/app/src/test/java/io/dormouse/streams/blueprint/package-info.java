/** Tests of the register of blueprints and plans. */
@NullMarked
package io.dormouse.streams.blueprint;

import org.jspecify.annotations.NullMarked;
