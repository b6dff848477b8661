/**
 * Starts programs in the order they need one another, watches them, starts them again, ends them.
 */
@NullMarked
package io.dormouse.local.supervision;

import org.jspecify.annotations.NullMarked;
