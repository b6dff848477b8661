@NullMarked
package io.dormouse.local.supervision;

import org.jspecify.annotations.NullMarked;
