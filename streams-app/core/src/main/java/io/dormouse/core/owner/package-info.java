/** Sign-ups become instances, as many as an owner may have. */
@NullMarked
package io.dormouse.core.owner;

import org.jspecify.annotations.NullMarked;
