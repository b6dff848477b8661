/** HTTP/2 from clients, read as strictly as HTTP/1. */
@NullMarked
package io.dormouse.edge.wire.http2;

import org.jspecify.annotations.NullMarked;
