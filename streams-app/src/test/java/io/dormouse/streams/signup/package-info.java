@NullMarked
package io.dormouse.streams.signup;

import org.jspecify.annotations.NullMarked;
