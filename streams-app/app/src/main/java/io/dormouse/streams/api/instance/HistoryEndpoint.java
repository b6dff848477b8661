package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.instance.HistoryReader.History;
import io.dormouse.streams.api.instance.HistoryReader.Range;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Endpoint of an instance's history. */
public final class HistoryEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryEndpoint.class);
  private static final int USUAL = 1_000;
  private static final int MOST = 10_000;

  private final HistoryReader reader;

  public HistoryEndpoint(HistoryReader reader) {
    this.reader = reader;
  }

  public List<Route> routes() {
    return List.of(Route.get("/v1/instances/{id}/history", this::history, "after", "limit"));
  }

  private Response history(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    Range range =
        new Range(
            request.query("after", HistoryEndpoint::sequence).orElse(0L),
            ResultPage.limit(request, USUAL, MOST));
    History history = read(id, range);
    if (!history.known()) {
      throw InstanceEndpoints.unknown(id);
    }
    ArrayNode events = Json.array();
    history.events().forEach(event -> events.add(json(event)));
    Response answer = Response.ok(events);
    return history.more()
        ? answer.withHeader(
            "Link",
            "<%s/history?after=%d&limit=%d>; rel=\"next\""
                .formatted(
                    InstanceJson.path(id), history.events().getLast().sequence(), range.limit()))
        : answer;
  }

  private History read(InstanceId id, Range range) {
    try {
      return reader.read(id, range);
    } catch (KafkaException e) {
      LOG.atWarn().setMessage("history not read").addKeyValue("instance", id).setCause(e).log();
      throw new Problem(
              ProblemType.UNAVAILABLE, "Expected to read the log, but Kafka did not answer.")
          .retryAfter(Duration.ofSeconds(5));
    }
  }

  private static JsonNode json(RecordedEvent event) {
    ObjectNode json = Json.object().put("sequence", event.sequence()).put("id", event.id().value());
    json.set("time", RecordJson.node(event.time()));
    json.put("type", event.event().getClass().getSimpleName());
    json.put("causedBy", event.causedBy().value());
    json.set("actor", RecordJson.of(event.actor()));
    json.set("data", data(event.event()));
    return json;
  }

  private static JsonNode data(InstanceEvent event) {
    return RecordJson.node(event);
  }

  private static long sequence(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "Expected a sequence of 0 or more, but got '%s'.".formatted(text));
    }
    return Long.parseLong(text);
  }
}
