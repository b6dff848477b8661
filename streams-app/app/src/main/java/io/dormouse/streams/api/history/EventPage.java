package io.dormouse.streams.api.history;

import io.dormouse.streams.history.HistoryIndex.Visitor;
import io.dormouse.streams.history.IndexedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of one page while it is read. It ends when it is full, or when so many events were
 * looked at that the rest is for another request.
 *
 * @param <P> positions of events
 */
final class EventPage<P> implements Visitor<P> {

  /** Most events that are read for one page, whether they are part of it or not. */
  private static final int MOST_READ = 50_000;

  /** An event with the position that continues behind it. */
  record Entry<P>(P position, IndexedEvent event) {}

  private final EventFilter filter;
  private final int limit;
  private final List<Entry<P>> entries = new ArrayList<>();
  private P reached;
  private int read;
  private boolean more;

  /**
   * An empty page.
   *
   * @param from position from which it is read
   */
  EventPage(EventFilter filter, int limit, P from) {
    this.filter = filter;
    this.limit = limit;
    this.reached = from;
  }

  @Override
  public boolean visit(P position, IndexedEvent event) {
    if (read == MOST_READ) {
      more = true;
      return false;
    }
    read++;
    boolean wanted = filter.matches(event);
    if (wanted && entries.size() == limit) {
      more = true;
      return false;
    }
    if (wanted) {
      entries.add(new Entry<>(position, event));
    }
    reached = position;
    return true;
  }

  List<Entry<P>> entries() {
    return entries;
  }

  /** The position behind all that was read. */
  P reached() {
    return reached;
  }

  /** The position where the next page begins, or empty if there is none. */
  Optional<P> next() {
    return more ? Optional.of(reached) : Optional.empty();
  }
}
