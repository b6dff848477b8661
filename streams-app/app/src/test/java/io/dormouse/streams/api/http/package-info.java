/** Tests of the listener, over sockets. */
@NullMarked
package io.dormouse.streams.api.http;

import org.jspecify.annotations.NullMarked;
