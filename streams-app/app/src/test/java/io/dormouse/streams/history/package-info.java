@NullMarked
package io.dormouse.streams.history;

import org.jspecify.annotations.NullMarked;
