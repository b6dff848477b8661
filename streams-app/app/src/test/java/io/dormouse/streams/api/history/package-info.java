@NullMarked
package io.dormouse.streams.api.history;

import org.jspecify.annotations.NullMarked;
