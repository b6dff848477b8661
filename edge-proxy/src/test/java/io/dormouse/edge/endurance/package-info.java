/**
 * What must still hold after very many requests. The sizes here are small; {@code
 * -Dendurance.factor=100} makes a million requests of them, and 200,000 bad endings.
 */
@NullMarked
package io.dormouse.edge.endurance;

import org.jspecify.annotations.NullMarked;
