@NullMarked
package io.dormouse.core.explain;

import org.jspecify.annotations.NullMarked;
