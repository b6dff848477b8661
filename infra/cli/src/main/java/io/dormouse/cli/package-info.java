/** The program {@code dormouse}: a client of the control API. */
@NullMarked
package io.dormouse.cli;

import org.jspecify.annotations.NullMarked;
