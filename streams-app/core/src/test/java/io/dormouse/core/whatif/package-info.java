@NullMarked
package io.dormouse.core.whatif;

import org.jspecify.annotations.NullMarked;
