@NullMarked
package io.dormouse.local.architecture;

import org.jspecify.annotations.NullMarked;
