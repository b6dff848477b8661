package io.dormouse.streams.api.history;

import io.dormouse.streams.history.HistoryIndex.Visitor;
import io.dormouse.streams.history.IndexedEvent;
import java.util.Optional;

/**
 * One page of events while it is read. It ends when it is full, when so many events were looked at
 * that the rest is for another request, or when the reading thread is interrupted.
 *
 * @param <P> positions of events
 */
final class EventPage<P> implements Visitor<P> {

  /**
   * Most events that are read for one page, whether they are part of it or not. Others wait for the
   * thread meanwhile.
   */
  static final int MOST_READ = 10_000;

  /** Content of a page. */
  interface Content<P> {

    /** True if no other event belongs to the page. */
    boolean isFull();

    /**
     * Adds an event.
     *
     * @param position behind it
     */
    void add(P position, IndexedEvent event);
  }

  private final EventFilter filter;
  private final Content<P> content;
  private P reached;
  private int read;
  private boolean more;

  /**
   * An empty page.
   *
   * @param from position from which it is read
   */
  EventPage(EventFilter filter, Content<P> content, P from) {
    this.filter = filter;
    this.content = content;
    this.reached = from;
  }

  @Override
  public boolean visit(P position, IndexedEvent event) {
    boolean wanted = filter.matches(event);
    if (read == MOST_READ
        || (wanted && content.isFull())
        || Thread.currentThread().isInterrupted()) {
      more = true;
      return false;
    }
    read++;
    if (wanted) {
      content.add(position, event);
    }
    reached = position;
    return true;
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
