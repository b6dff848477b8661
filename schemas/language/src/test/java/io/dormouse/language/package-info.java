@NullMarked
package io.dormouse.language;

import org.jspecify.annotations.NullMarked;
