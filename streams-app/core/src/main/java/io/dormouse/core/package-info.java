/** Decisions as pure functions over values. */
@NullMarked
package io.dormouse.core;

import org.jspecify.annotations.NullMarked;
