/** JSON bodies of requests, read strictly. */
@NullMarked
package io.dormouse.streams.api.http.body;

import org.jspecify.annotations.NullMarked;
