package io.dormouse.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.terminal.Notes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events that goes on after its connection broke: behind the last event that came
 * whole, so that none is lost and none comes twice.
 */
public final class EventStream {

  /** Pauses before a new connection; more failures in a row all wait for the last one. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Three times the interval at which the API shows that it is there. */
  public static final Duration SILENCE = Duration.ofSeconds(45);

  private static final int NO_CONTENT = 204;

  private final ApiClient api;
  private final Notes notes;
  private final Duration silence;
  private @Nullable String lastId;
  private @Nullable Instant begun;
  private Duration pause = SHORTEST_PAUSE;

  /**
   * The streams of that API.
   *
   * @param silence time after which a connection without a sign of life counts as broken
   */
  public EventStream(ApiClient api, Notes notes, Duration silence) {
    this.api = api;
    this.notes = notes;
    this.silence = silence;
  }

  /**
   * Hands events on until the API ends the stream for good.
   *
   * @throws Problem if it refuses the stream
   * @throws NoAnswer if the first connection fails; later ones are tried again
   */
  public void follow(ApiPath path, Consumer<JsonNode> sink) {
    boolean more = true;
    while (more) {
      try {
        more = read(resumed(path), sink);
        if (more) {
          rest("the stream ended");
        }
      } catch (IOException e) {
        if (begun == null) {
          throw new NoAnswer(api.address(), String.valueOf(e.getMessage()));
        }
        rest("the connection broke");
      } catch (Problem | NoAnswer e) {
        if (begun == null || (e instanceof Problem problem && !problem.mayPass())) {
          throw e;
        }
        rest(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The path; a stream that begins now and had no event yet begins again when it began first. */
  private ApiPath resumed(ApiPath path) {
    boolean beginsNow = !path.text().contains("after=") && !path.text().contains("since=");
    return begun != null && lastId == null && beginsNow ? path.with("since", begun) : path;
  }

  /** False if there is nothing more to come. */
  private boolean read(ApiPath path, Consumer<JsonNode> sink) throws IOException {
    Instant asked = Instant.now();
    HttpResponse<InputStream> response = api.events(path, lastId);
    begun = Objects.requireNonNullElse(begun, asked);
    try (InputStream body = response.body();
        SilenceWatch watch = new SilenceWatch(body, silence)) {
      if (response.statusCode() == NO_CONTENT) {
        return false;
      }
      EventReader events =
          new EventReader(
              new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)),
              lastId,
              watch::heard);
      for (Optional<ServerSentEvent> event = events.next();
          event.isPresent();
          event = events.next()) {
        boolean repeated = lastId != null && lastId.equals(events.lastId());
        lastId = events.lastId();
        pause = SHORTEST_PAUSE;
        if (!repeated) {
          sink.accept(Json.parse(event.get().data().getBytes(StandardCharsets.UTF_8)));
        }
      }
      lastId = events.lastId();
      return true;
    }
  }

  private void rest(String why) {
    notes.note(
        "%s; connecting again in %s ms%s"
            .formatted(why, pause.toMillis(), lastId == null ? "" : ", to go on after " + lastId));
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(api.address(), "the wait was interrupted");
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
