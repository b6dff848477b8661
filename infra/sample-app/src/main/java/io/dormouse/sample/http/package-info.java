/** The HTTP and WebSocket front of the app. */
@NullMarked
package io.dormouse.sample.http;

import org.jspecify.annotations.NullMarked;
