/** Sign-ups become instances, as many as an owner may have. */
@NullMarked
package io.dormouse.streams.signup;

import org.jspecify.annotations.NullMarked;
