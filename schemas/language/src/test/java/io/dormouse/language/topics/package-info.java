@NullMarked
package io.dormouse.language.topics;

import org.jspecify.annotations.NullMarked;
