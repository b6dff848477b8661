package io.dormouse.streams.api.history;

import io.dormouse.streams.history.HistoryIndex;
import java.util.function.Consumer;

/**
 * A way to read events.
 *
 * @param from position at which it begins
 * @param into reads into a page from where the page has come to
 * @param <P> positions of events
 */
record Reading<P>(HistoryIndex index, P from, Consumer<EventPage<P>> into) {}
