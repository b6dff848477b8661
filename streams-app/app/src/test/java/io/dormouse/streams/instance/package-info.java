@NullMarked
package io.dormouse.streams.instance;

import org.jspecify.annotations.NullMarked;
