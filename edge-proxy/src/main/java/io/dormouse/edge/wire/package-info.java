/** Strict decoding of HTTP, of clients and of backends, and the end of connections. */
@NullMarked
package io.dormouse.edge.wire;

import org.jspecify.annotations.NullMarked;
