package io.dormouse.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as the HTML standard has them: an event counts once the empty line after
 * it has come.
 */
final class EventReader {

  private final BufferedReader lines;
  private final Runnable heard;
  private @Nullable String lastId;

  /**
   * The reader of a stream.
   *
   * @param lastId id of the last event before, or null
   * @param heard runs for each line, comments included
   */
  EventReader(BufferedReader lines, @Nullable String lastId, Runnable heard) {
    this.lines = lines;
    this.lastId = lastId;
    this.heard = heard;
  }

  /** The id of the last complete event; null if there was none with an id. */
  @Nullable String lastId() {
    return lastId;
  }

  /** The next event with data; empty at the end of the stream, where a cut event is dropped. */
  Optional<ServerSentEvent> next() throws IOException {
    String type = "";
    @Nullable String id = lastId;
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      heard.run();
      if (line.isEmpty()) {
        lastId = id;
        if (!data.isEmpty()) {
          return Optional.of(new ServerSentEvent(type, data.substring(0, data.length() - 1)));
        }
        type = "";
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (name) {
        case "data" -> data.append(value).append('\n');
        case "event" -> type = value;
        case "id" -> id = value.indexOf('\0') < 0 ? value : id;
        default -> {
          // Comments have an empty name; others are of no use here.
        }
      }
    }
    return Optional.empty();
  }
}
