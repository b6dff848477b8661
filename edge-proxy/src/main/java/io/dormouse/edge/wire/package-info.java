/** The bytes of client connections: decoding them strictly, and ending connections well. */
@NullMarked
package io.dormouse.edge.wire;

import org.jspecify.annotations.NullMarked;
