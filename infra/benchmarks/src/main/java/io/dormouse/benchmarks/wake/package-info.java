/** A request to a sleeping instance, against a direct start of the same image. */
@NullMarked
package io.dormouse.benchmarks.wake;

import org.jspecify.annotations.NullMarked;
