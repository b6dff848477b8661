/** Admission of valid requests. All others are refused and their connections closed. */
@NullMarked
package io.dormouse.edge.gate;

import org.jspecify.annotations.NullMarked;
