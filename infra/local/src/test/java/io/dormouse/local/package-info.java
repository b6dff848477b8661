@NullMarked
package io.dormouse.local;

import org.jspecify.annotations.NullMarked;
