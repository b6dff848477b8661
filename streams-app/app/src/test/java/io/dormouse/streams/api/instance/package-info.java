@NullMarked
package io.dormouse.streams.api.instance;

import org.jspecify.annotations.NullMarked;
