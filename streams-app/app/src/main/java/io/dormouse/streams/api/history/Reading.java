package io.dormouse.streams.api.history;

import io.dormouse.streams.history.HistoryIndex;
import java.util.function.BiConsumer;

/**
 * A way to read events.
 *
 * @param into reads into a page from a position on
 * @param <P> positions of events
 */
record Reading<P>(HistoryIndex index, BiConsumer<P, EventPage<P>> into) {

  /** Reads one page; long, if there are many events. */
  EventPage<P> page(EventFilter filter, EventPage.Content<P> content, P from) {
    EventPage<P> page = new EventPage<>(filter, content, from);
    into.accept(from, page);
    return page;
  }
}
