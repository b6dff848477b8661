/** Creates through the control API, one at a time by many clients and by batch. */
@NullMarked
package io.dormouse.benchmarks.create;

import org.jspecify.annotations.NullMarked;
