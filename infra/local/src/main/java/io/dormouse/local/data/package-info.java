/** The data directory: secrets, keysets and the other files that a later start needs. */
@NullMarked
package io.dormouse.local.data;

import org.jspecify.annotations.NullMarked;
