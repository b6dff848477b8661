/** A person's request for a new instance. */
@NullMarked
package io.dormouse.language.owner;

import org.jspecify.annotations.NullMarked;
