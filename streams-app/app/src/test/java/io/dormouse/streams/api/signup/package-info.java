@NullMarked
package io.dormouse.streams.api.signup;

import org.jspecify.annotations.NullMarked;
