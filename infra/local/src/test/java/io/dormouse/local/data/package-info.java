@NullMarked
package io.dormouse.local.data;

import org.jspecify.annotations.NullMarked;
