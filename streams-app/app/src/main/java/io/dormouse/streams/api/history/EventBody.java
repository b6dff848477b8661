package io.dormouse.streams.api.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.streams.api.history.EventQuery.Form;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.history.IndexedEvent;
import io.vertx.core.buffer.Buffer;

/**
 * Body of an answer with events, as an array or one a line. It ends by its bytes as well as by the
 * number of events.
 *
 * @param <P> positions of events
 */
final class EventBody<P> implements EventPage.Content<P> {

  /** Size behind which no event is added. */
  static final int LARGEST = 4 << 20;

  private static final byte[] BEGIN = "[".getBytes(UTF_8);
  private static final byte[] BETWEEN = ",".getBytes(UTF_8);
  private static final byte[] END = "]".getBytes(UTF_8);
  private static final byte[] EMPTY = "[]".getBytes(UTF_8);
  private static final byte[] LINE_END = "\n".getBytes(UTF_8);

  private final boolean lines;
  private final int limit;
  private final Buffer bytes = Buffer.buffer();
  private int events;

  EventBody(Form form, int limit) {
    this.lines = form == Form.LINES;
    this.limit = limit;
  }

  @Override
  public boolean isFull() {
    return events == limit || bytes.length() >= LARGEST;
  }

  @Override
  public void add(P position, IndexedEvent event) {
    if (!lines) {
      bytes.appendBytes(events == 0 ? BEGIN : BETWEEN);
    }
    bytes.appendBytes(Json.write(EventJson.of(event)));
    if (lines) {
      bytes.appendBytes(LINE_END);
    }
    events++;
  }

  /** The whole body, once. */
  Buffer end() {
    if (!lines) {
      bytes.appendBytes(events == 0 ? EMPTY : END);
    }
    return bytes;
  }
}
