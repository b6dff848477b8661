/** The history index: a large log of events, and the questions that are asked of it. */
@NullMarked
package io.dormouse.benchmarks.history;

import org.jspecify.annotations.NullMarked;
