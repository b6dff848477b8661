/** JSON bodies of requests, bound to records. */
@NullMarked
package io.dormouse.streams.api.http.body;

import org.jspecify.annotations.NullMarked;
