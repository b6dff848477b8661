@NullMarked
package io.dormouse.streams.api.access;

import org.jspecify.annotations.NullMarked;
