/** What {@code infra/bench} measures. */
@NullMarked
package io.dormouse.benchmarks;

import org.jspecify.annotations.NullMarked;
