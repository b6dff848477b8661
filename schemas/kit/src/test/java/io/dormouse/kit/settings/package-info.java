@NullMarked
package io.dormouse.kit.settings;

import org.jspecify.annotations.NullMarked;
