/** Counting of the use of instances, and its reports. */
@NullMarked
package io.dormouse.edge.activity;

import org.jspecify.annotations.NullMarked;
