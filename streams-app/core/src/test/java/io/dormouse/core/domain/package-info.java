@NullMarked
package io.dormouse.core.domain;

import org.jspecify.annotations.NullMarked;
