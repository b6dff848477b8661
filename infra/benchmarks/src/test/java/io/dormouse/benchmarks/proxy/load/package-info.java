@NullMarked
package io.dormouse.benchmarks.proxy.load;

import org.jspecify.annotations.NullMarked;
