/** The cases of the wire suite: bytes to send, and the results that are allowed. */
@NullMarked
package io.dormouse.edge.suite.vectors;

import org.jspecify.annotations.NullMarked;
