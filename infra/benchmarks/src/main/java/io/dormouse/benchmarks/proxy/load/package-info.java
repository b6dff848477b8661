/** Requests at a constant rate, and the time to their answers. */
@NullMarked
package io.dormouse.benchmarks.proxy.load;

import org.jspecify.annotations.NullMarked;
