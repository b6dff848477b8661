package io.dormouse.edge.wake;

import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.wake.WaitingRoom.Registration;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * Server-sent events for waiting pages, on a reserved path of the instance's own host. The event
 * {@code ready} is sent when the instance serves, {@code ended} when it will not; then the stream
 * ends. While the instance waits for room, {@code queued} is sent whenever its place has changed.
 */
public final class EventStream {

  private static final long LOOK_MILLIS = 1_000;
  private static final int LOOKS_PER_HEARTBEAT = 10;

  /** Writes the events of one page: changes of the place, and heartbeats. */
  private final class Teller {

    private final HttpServerResponse response;
    private final InstanceId instance;
    private int place;
    private int looks;

    Teller(HttpServerResponse response, InstanceId instance) {
      this.response = response;
      this.instance = instance;
    }

    void look() {
      int now = room.queuePlace(instance);
      if (now > 0 && now != place) {
        JsonObject data = new JsonObject().put("place", now).put("text", Answers.queuePlace(now));
        response.write("event: queued\ndata: " + data.encode() + "\n\n");
      } else if (++looks % LOOKS_PER_HEARTBEAT == 0) {
        response.write(": waiting\n\n");
      }
      place = now;
    }
  }

  private final Vertx vertx;
  private final WaitingRoom room;

  public EventStream(Vertx vertx, WaitingRoom room) {
    this.vertx = vertx;
    this.room = room;
  }

  /** Answers with a stream that ends with the outcome. */
  public void open(Exchange exchange, InstanceView view) {
    if (!exchange.request().isEnded()) {
      exchange.request().resume();
    }
    HttpServerResponse response = exchange.response();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no");
    response.write("retry: 2000\n\n");
    Teller teller = new Teller(response, view.id());
    teller.look();
    long heartbeat = vertx.setPeriodic(LOOK_MILLIS, tick -> teller.look());
    Registration registration =
        room.watch(
            view,
            exchange.context(),
            outcome -> {
              vertx.cancelTimer(heartbeat);
              if (!exchange.gone()) {
                exchange.finish();
                response.end(event(outcome));
              }
            });
    exchange.whenGone(() -> {
      vertx.cancelTimer(heartbeat);
      registration.leave();
    });
  }

  private static String event(WaitOutcome outcome) {
    String name =
        switch (outcome) {
          case WaitOutcome.Ready ready -> "ready";
          case WaitOutcome.Ended ended -> "ended";
          case WaitOutcome.WakeNotWritten notWritten -> "ended";
          case WaitOutcome.WakeKnown known -> "";
          case WaitOutcome.NoPlace noPlace -> "";
          case WaitOutcome.WakeRefused refused -> "";
          case WaitOutcome.Moved moved -> "";
          case WaitOutcome.TooLong tooLong -> "";
          case WaitOutcome.Closing closing -> "";
        };
    return name.isEmpty() ? ": no news\n\n" : "event: " + name + "\ndata: {}\n\n";
  }
}
