@NullMarked
package io.dormouse.streams.owner;

import org.jspecify.annotations.NullMarked;
