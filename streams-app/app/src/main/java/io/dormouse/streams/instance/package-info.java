/** The Streams shell of instances. */
@NullMarked
package io.dormouse.streams.instance;

import org.jspecify.annotations.NullMarked;
