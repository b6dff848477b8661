/** Limits of requests per key and per address. */
@NullMarked
package io.dormouse.streams.api.access.rate;

import org.jspecify.annotations.NullMarked;
