/** Many sleeping instances: memory, disk, idle CPU time, lists, and the time after a kill. */
@NullMarked
package io.dormouse.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
