/** The index of all events: a copy of the log on this machine, ordered by instance and by time. */
@NullMarked
package io.dormouse.streams.history;

import org.jspecify.annotations.NullMarked;
