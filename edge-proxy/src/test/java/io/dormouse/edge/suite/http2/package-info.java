/** The player of the wire suite's cases over HTTP/2. */
@NullMarked
package io.dormouse.edge.suite.http2;

import org.jspecify.annotations.NullMarked;
