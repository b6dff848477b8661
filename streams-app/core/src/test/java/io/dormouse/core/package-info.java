@NullMarked
package io.dormouse.core;

import org.jspecify.annotations.NullMarked;
