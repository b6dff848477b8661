@NullMarked
package io.dormouse.kit.parts;

import org.jspecify.annotations.NullMarked;
