@NullMarked
package io.dormouse.local.kills;

import org.jspecify.annotations.NullMarked;
