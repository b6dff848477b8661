/** Endpoint of hosts. */
@NullMarked
package io.dormouse.streams.api.host;

import org.jspecify.annotations.NullMarked;
