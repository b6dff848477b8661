/** The app's settings, read from the environment once and checked. */
@NullMarked
package io.dormouse.sample.config;

import org.jspecify.annotations.NullMarked;
