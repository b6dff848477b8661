@NullMarked
package io.dormouse.streams.verify;

import org.jspecify.annotations.NullMarked;
