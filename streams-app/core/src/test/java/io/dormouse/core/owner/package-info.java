@NullMarked
package io.dormouse.core.owner;

import org.jspecify.annotations.NullMarked;
