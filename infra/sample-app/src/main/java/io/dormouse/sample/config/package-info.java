/** What the environment asks of the app, read once and checked. */
@NullMarked
package io.dormouse.sample.config;

import org.jspecify.annotations.NullMarked;
