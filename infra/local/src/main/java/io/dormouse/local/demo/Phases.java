package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.local.client.Unexpected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events in words. */
final class Phases {

  private static final List<String> NAMES =
      List.of("commanded", "accepted", "imagePresent", "created", "started", "portOpen", "ready");

  private Phases() {}

  /** The duration of each phase of the newest start. */
  static String of(List<JsonNode> history) {
    JsonNode phases =
        history.stream()
            .filter(event -> event.path("type").asText().equals("InstanceStarted"))
            .reduce((older, newer) -> newer)
            .orElseThrow(() -> new Unexpected("Expected a start in the history."))
            .path("data")
            .path("phases");
    List<String> words = new ArrayList<>();
    Instant before = Instant.parse(phases.path("commanded").asText());
    for (String name : NAMES.subList(1, NAMES.size())) {
      if (phases.path(name).isTextual()) {
        Instant reached = Instant.parse(phases.path(name).asText());
        words.add("%s +%d ms".formatted(name, Duration.between(before, reached).toMillis()));
        before = reached;
      }
    }
    return String.join(", ", words);
  }

  /** One line of the history, with its cause. */
  static String line(JsonNode event) {
    JsonNode data = event.path("data");
    String cause = data.path("cause").path("kind").asText();
    JsonNode request = data.path("cause").path("request");
    String detail =
        request.isObject()
            ? " %s %s by %s"
                .formatted(
                    request.path("method").asText(),
                    request.path("pathClass").asText(),
                    request.path("userAgentFamily").asText())
            : "";
    return "      %3d  %s  %-18s %s %s%s"
        .formatted(
            event.path("sequence").asLong(),
            event.path("time").asText(),
            event.path("type").asText(),
            event.path("actor").path("kind").asText(),
            cause.isEmpty() ? "" : "(" + cause + ")",
            detail);
  }
}
