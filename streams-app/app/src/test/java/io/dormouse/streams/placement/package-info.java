@NullMarked
package io.dormouse.streams.placement;

import org.jspecify.annotations.NullMarked;
