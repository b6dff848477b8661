/** Owners: their sign-ups, plans and messages. */
@NullMarked
package io.dormouse.language.owner;

import org.jspecify.annotations.NullMarked;
