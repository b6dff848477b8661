@NullMarked
package io.dormouse.streams.api.http.server;

import org.jspecify.annotations.NullMarked;
