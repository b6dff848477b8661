/** Is this one valid request? What is not exactly that is refused and its connection closed. */
@NullMarked
package io.dormouse.edge.gate;

import org.jspecify.annotations.NullMarked;
