@NullMarked
package io.dormouse.local.kit;

import org.jspecify.annotations.NullMarked;
