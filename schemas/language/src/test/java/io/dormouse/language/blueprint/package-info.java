@NullMarked
package io.dormouse.language.blueprint;

import org.jspecify.annotations.NullMarked;
