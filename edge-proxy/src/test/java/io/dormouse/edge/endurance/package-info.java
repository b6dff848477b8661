/**
 * Promises that must still hold after very many requests. The sizes here are small; the property
 * {@code endurance.factor} multiplies them.
 */
@NullMarked
package io.dormouse.edge.endurance;

import org.jspecify.annotations.NullMarked;
