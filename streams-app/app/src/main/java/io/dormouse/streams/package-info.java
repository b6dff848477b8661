/** The brain of Dormouse: its programs' entry and the wiring of its parts. */
@NullMarked
package io.dormouse.streams;

import org.jspecify.annotations.NullMarked;
