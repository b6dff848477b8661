@NullMarked
package io.dormouse.schemas;

import org.jspecify.annotations.NullMarked;
