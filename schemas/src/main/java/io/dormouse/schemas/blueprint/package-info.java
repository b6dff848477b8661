/** What instances are made from. */
@NullMarked
package io.dormouse.schemas.blueprint;

import org.jspecify.annotations.NullMarked;
