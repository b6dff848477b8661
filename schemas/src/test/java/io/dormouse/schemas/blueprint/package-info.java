@NullMarked
package io.dormouse.schemas.blueprint;

import org.jspecify.annotations.NullMarked;
