/** The whole system on one machine: what {@code infra/up} runs. */
@NullMarked
package io.dormouse.local;

import org.jspecify.annotations.NullMarked;
