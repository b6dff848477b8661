/** The HTTP server: connections, limits, checks before the body is read, event streams. */
@NullMarked
package io.dormouse.streams.api.http.server;

import org.jspecify.annotations.NullMarked;
