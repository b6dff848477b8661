/** What instances are made from. */
@NullMarked
package io.dormouse.language.blueprint;

import org.jspecify.annotations.NullMarked;
