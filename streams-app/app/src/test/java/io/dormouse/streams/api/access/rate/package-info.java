@NullMarked
package io.dormouse.streams.api.access.rate;

import org.jspecify.annotations.NullMarked;
