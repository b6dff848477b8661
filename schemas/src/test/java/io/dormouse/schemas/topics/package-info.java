@NullMarked
package io.dormouse.schemas.topics;

import org.jspecify.annotations.NullMarked;
