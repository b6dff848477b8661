/** Problem details after RFC 9457. */
@NullMarked
package io.dormouse.streams.api.http.problem;

import org.jspecify.annotations.NullMarked;
