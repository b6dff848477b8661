/** Explanations of an instance's state from its history. */
@NullMarked
package io.dormouse.core.explain;

import org.jspecify.annotations.NullMarked;
