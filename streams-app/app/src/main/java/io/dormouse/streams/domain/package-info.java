/** The Streams shell of domains. */
@NullMarked
package io.dormouse.streams.domain;

import org.jspecify.annotations.NullMarked;
