/** A whole system in virtual time, on the real core. */
@NullMarked
package io.dormouse.core.simulation;

import org.jspecify.annotations.NullMarked;
