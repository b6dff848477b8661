@NullMarked
package io.dormouse.kit.rooms;

import org.jspecify.annotations.NullMarked;
