/** The data directory: secrets, keysets and what a later start needs to know. */
@NullMarked
package io.dormouse.local.data;

import org.jspecify.annotations.NullMarked;
