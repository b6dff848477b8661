/** A person's request for a new instance. */
@NullMarked
package io.dormouse.schemas.signup;

import org.jspecify.annotations.NullMarked;
