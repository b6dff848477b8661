/** The control API over real HTTP and a real broker, with a fake brain. */
@NullMarked
package io.dormouse.streams.api;

import org.jspecify.annotations.NullMarked;
