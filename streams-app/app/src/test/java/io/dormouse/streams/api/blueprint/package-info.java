@NullMarked
package io.dormouse.streams.api.blueprint;

import org.jspecify.annotations.NullMarked;
