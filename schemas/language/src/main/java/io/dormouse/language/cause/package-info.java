/** Reasons that events carry: what woke, failed, or was weighed. */
@NullMarked
package io.dormouse.language.cause;

import org.jspecify.annotations.NullMarked;
