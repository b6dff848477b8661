/** The control API over real HTTP and a real broker, with a brain that behaves. */
@NullMarked
package io.dormouse.streams.api;

import org.jspecify.annotations.NullMarked;
