/** Host names and where they lead. */
@NullMarked
package io.dormouse.language.domain;

import org.jspecify.annotations.NullMarked;
