/** Attempts that are repeated. */
@NullMarked
package io.dormouse.kit.retry;

import org.jspecify.annotations.NullMarked;
