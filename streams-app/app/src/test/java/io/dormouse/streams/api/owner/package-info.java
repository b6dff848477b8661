@NullMarked
package io.dormouse.streams.api.owner;

import org.jspecify.annotations.NullMarked;
