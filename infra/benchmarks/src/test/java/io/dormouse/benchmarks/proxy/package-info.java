@NullMarked
package io.dormouse.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
