/** The benchmarks behind {@code infra/bench}. */
@NullMarked
package io.dormouse.benchmarks;

import org.jspecify.annotations.NullMarked;
