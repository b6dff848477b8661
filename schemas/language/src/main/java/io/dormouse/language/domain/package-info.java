/** Host names and their targets. */
@NullMarked
package io.dormouse.language.domain;

import org.jspecify.annotations.NullMarked;
