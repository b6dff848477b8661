@NullMarked
package io.dormouse.core.placement;

import org.jspecify.annotations.NullMarked;
