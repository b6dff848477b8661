/** Recorded activity replayed through other passivation policies. */
@NullMarked
package io.dormouse.core.whatif;

import org.jspecify.annotations.NullMarked;
