/** Entry and wiring of the brain. */
@NullMarked
package io.dormouse.streams;

import org.jspecify.annotations.NullMarked;
