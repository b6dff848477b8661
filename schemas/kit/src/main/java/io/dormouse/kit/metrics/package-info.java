/** Meters of a program, and the page that Prometheus reads. */
@NullMarked
package io.dormouse.kit.metrics;

import org.jspecify.annotations.NullMarked;
