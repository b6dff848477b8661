/** The whole system on one machine, as {@code infra/up} runs it. */
@NullMarked
package io.dormouse.local;

import org.jspecify.annotations.NullMarked;
