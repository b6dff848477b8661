/** The rules of the configuration. */
@NullMarked
package io.dormouse.sample.config;

import org.jspecify.annotations.NullMarked;
