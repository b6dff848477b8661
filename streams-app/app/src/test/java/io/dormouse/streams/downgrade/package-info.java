/** Tests of an older program among newer ones. */
@NullMarked
package io.dormouse.streams.downgrade;

import org.jspecify.annotations.NullMarked;
