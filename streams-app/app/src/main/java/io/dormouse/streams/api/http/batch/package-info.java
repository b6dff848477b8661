/** Requests whose body is answered line by line while it is read. */
@NullMarked
package io.dormouse.streams.api.http.batch;

import org.jspecify.annotations.NullMarked;
