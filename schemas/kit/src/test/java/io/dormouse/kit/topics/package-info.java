@NullMarked
package io.dormouse.kit.topics;

import org.jspecify.annotations.NullMarked;
