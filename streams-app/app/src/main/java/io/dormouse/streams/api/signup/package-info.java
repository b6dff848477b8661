/** Endpoints of sign-ups, and the progress of one. */
@NullMarked
package io.dormouse.streams.api.signup;

import org.jspecify.annotations.NullMarked;
