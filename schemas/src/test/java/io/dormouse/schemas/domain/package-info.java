@NullMarked
package io.dormouse.schemas.domain;

import org.jspecify.annotations.NullMarked;
