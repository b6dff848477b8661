package io.dormouse.streams.api.history;

import io.dormouse.streams.api.history.EventPage.Entry;
import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.history.HistoryIndex;
import java.time.Duration;

/**
 * Events from a position on, and then new ones as they come.
 *
 * @param <P> positions of events; their texts are the ids of the sent events
 */
record LiveEvents<P>(Reading<P> reading, EventFilter filter) implements EventSource {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int AT_ONCE = 500;

  @Override
  public void sendTo(Listener listener) {
    try {
      HistoryIndex index = reading.index();
      P position = reading.from();
      boolean listening = listener.keepAlive();
      while (listening) {
        long version = index.version();
        EventPage<P> page = new EventPage<>(filter, AT_ONCE, position);
        reading.into().accept(page);
        for (Entry<P> entry : page.entries()) {
          if (!listener.send(
              entry.position().toString(),
              EventJson.type(entry.event()),
              EventJson.of(entry.event()))) {
            return;
          }
        }
        position = page.reached();
        if (page.next().isEmpty() && !index.awaitNews(version, KEEP_ALIVE)) {
          listening = listener.keepAlive();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
