@NullMarked
package io.dormouse.streams;

import org.jspecify.annotations.NullMarked;
