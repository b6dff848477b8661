/** The chain of hashes through the events of a partition. */
@NullMarked
package io.dormouse.language.chain;

import org.jspecify.annotations.NullMarked;
