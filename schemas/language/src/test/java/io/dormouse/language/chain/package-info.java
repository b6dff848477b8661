@NullMarked
package io.dormouse.language.chain;

import org.jspecify.annotations.NullMarked;
