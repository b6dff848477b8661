/** The answers that the edge gives itself, as problem details or as pages. */
@NullMarked
package io.dormouse.edge.answer;

import org.jspecify.annotations.NullMarked;
