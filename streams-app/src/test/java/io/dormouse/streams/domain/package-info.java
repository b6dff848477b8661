@NullMarked
package io.dormouse.streams.domain;

import org.jspecify.annotations.NullMarked;
