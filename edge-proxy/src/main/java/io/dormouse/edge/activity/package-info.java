/** Counting how instances are used, and telling it to the log. */
@NullMarked
package io.dormouse.edge.activity;

import org.jspecify.annotations.NullMarked;
