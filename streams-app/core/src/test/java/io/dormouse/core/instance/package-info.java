@NullMarked
package io.dormouse.core.instance;

import org.jspecify.annotations.NullMarked;
