/** Start and end of a program's parts. */
@NullMarked
package io.dormouse.kit.parts;

import org.jspecify.annotations.NullMarked;
