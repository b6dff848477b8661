/** The check of the log: the chain of each partition, from its first event to its last. */
@NullMarked
package io.dormouse.streams.verify;

import org.jspecify.annotations.NullMarked;
