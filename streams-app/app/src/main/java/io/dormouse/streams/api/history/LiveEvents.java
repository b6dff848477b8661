package io.dormouse.streams.api.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.IndexedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events from a position on, and then new ones as they come. A client hears where it has come to,
 * also while none of the events is for it, so that it goes on from there when it reconnects.
 *
 * @param from position at which they begin
 * @param keepAlive longest silence
 * @param <P> positions of events; their texts are the ids of the sent events
 */
record LiveEvents<P>(
    ReadableHistory history, Reading<P> reading, P from, EventFilter filter, Duration keepAlive)
    implements EventSource {

  /** An event to be sent. */
  private record Sent(String id, String name, JsonNode data) {}

  /** Events of one read. */
  private record Some<P>(List<Sent> events) implements EventPage.Content<P> {

    private static final int MOST = 100;

    @Override
    public boolean isFull() {
      return events.size() == MOST;
    }

    @Override
    public void add(P position, IndexedEvent event) {
      events.add(new Sent(position.toString(), EventJson.type(event), EventJson.of(event)));
    }
  }

  @Override
  public void sendTo(Listener listener) {
    try {
      new Sending(listener).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The way of one client through the events. */
  private final class Sending {

    private final HistoryIndex index = reading.index();
    private final Listener listener;
    private P position = from;
    private boolean listening = true;
    private long toldAt;

    Sending(Listener listener) {
      this.listener = listener;
    }

    void run() throws InterruptedException {
      tellPosition();
      while (listening && !Thread.interrupted()) {
        long version = index.version();
        Some<P> some = new Some<>(new ArrayList<>());
        Optional<EventPage<P>> page =
            history.tryRead(keepAlive, () -> reading.page(filter, some, position));
        if (page.isPresent()) {
          some.events().forEach(this::send);
          position = page.get().reached();
        }
        boolean more = page.isEmpty() || page.get().next().isPresent();
        if (more && some.events().isEmpty()) {
          tellPosition();
        } else if (!more) {
          index.awaitNews(version, untilKeepAlive());
        }
        if (untilKeepAlive().isZero()) {
          tellPosition();
        }
      }
    }

    private void send(Sent event) {
      listening = listening && listener.send(event.id(), event.name(), event.data());
      toldAt = System.nanoTime();
    }

    private void tellPosition() {
      listening = listening && listener.keepAlive(position.toString());
      toldAt = System.nanoTime();
    }

    private Duration untilKeepAlive() {
      long left = toldAt + keepAlive.toNanos() - System.nanoTime();
      return Duration.ofNanos(Math.max(0, left));
    }
  }
}
