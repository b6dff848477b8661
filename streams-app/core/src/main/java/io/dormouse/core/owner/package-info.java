/** Sign-ups and the quota of owners. */
@NullMarked
package io.dormouse.core.owner;

import org.jspecify.annotations.NullMarked;
