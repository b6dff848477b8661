@NullMarked
package io.dormouse.schemas.instance;

import org.jspecify.annotations.NullMarked;
