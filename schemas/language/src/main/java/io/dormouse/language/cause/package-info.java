/** Reasons in events: causes, failures, and the inputs of decisions. */
@NullMarked
package io.dormouse.language.cause;

import org.jspecify.annotations.NullMarked;
