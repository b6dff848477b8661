@NullMarked
package io.dormouse.core.blueprint;

import org.jspecify.annotations.NullMarked;
