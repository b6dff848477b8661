@NullMarked
package io.dormouse.local.settings;

import org.jspecify.annotations.NullMarked;
