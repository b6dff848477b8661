/** The Streams shell of owners and sign-ups. */
@NullMarked
package io.dormouse.streams.owner;

import org.jspecify.annotations.NullMarked;
