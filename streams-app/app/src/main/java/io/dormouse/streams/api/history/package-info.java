/** Endpoints of the events: histories of instances, and the feed of all events. */
@NullMarked
package io.dormouse.streams.api.history;

import org.jspecify.annotations.NullMarked;
