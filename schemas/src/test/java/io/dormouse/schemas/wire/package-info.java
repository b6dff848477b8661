@NullMarked
package io.dormouse.schemas.wire;

import org.jspecify.annotations.NullMarked;
