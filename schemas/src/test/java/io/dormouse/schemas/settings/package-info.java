@NullMarked
package io.dormouse.schemas.settings;

import org.jspecify.annotations.NullMarked;
