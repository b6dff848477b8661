@NullMarked
package io.dormouse.language.wire;

import org.jspecify.annotations.NullMarked;
