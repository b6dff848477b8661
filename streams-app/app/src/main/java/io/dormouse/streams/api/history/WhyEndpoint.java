package io.dormouse.streams.api.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.core.explain.Explanation;
import io.dormouse.core.explain.Explanation.Step;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.instance.InstanceEndpoints;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.api.json.Times;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.PastInstances;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Endpoint that explains an instance's status by the events that led to it. */
public final class WhyEndpoint {

  private static final int USUAL = 6;
  private static final int MOST = 100;

  private final Table<InstanceId, InstanceView> instances;
  private final ReadableHistory history;

  public WhyEndpoint(Table<InstanceId, InstanceView> instances, ReadableHistory history) {
    this.instances = instances;
    this.history = history;
  }

  public List<Route> routes() {
    return List.of(Route.get(Permission.READ, "/v1/instances/{id}/why", this::why, "at", "limit"));
  }

  private Response why(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    Optional<Instant> at = request.query("at", Times::parse);
    int limit = ResultPage.limit(request, USUAL, MOST);
    HistoryIndex index = history.indexUpTo(id);
    PastInstances past = new PastInstances(index);
    Explanation explanation =
        history.read(() -> past.explain(id, at.orElse(PastInstances.END), limit));
    OwnEvents own = new OwnEvents(new OwnInstances(instances, request.principal()), index);
    List<Step> steps =
        explanation.steps().stream()
            .filter(step -> own.test(new IndexedEvent.OfInstance(step.first())))
            .toList();
    if (steps.isEmpty()) {
      throw InstanceEndpoints.unknown(id);
    }
    ObjectNode json =
        Json.object()
            .put("instance", id.value())
            .put("status", EnumNames.of(steps.getFirst().status()));
    json.set("at", RecordJson.node(at.orElse(null)));
    ArrayNode all = json.putArray("steps");
    steps.forEach(step -> all.add(json(step)));
    return Response.ok(json);
  }

  private static ObjectNode json(Step step) {
    ObjectNode json = Json.object();
    json.set("time", RecordJson.node(step.first().time()));
    json.put("status", EnumNames.of(step.status()));
    json.put("text", step.text());
    json.put("sequence", step.first().sequence());
    json.put("type", step.first().event().getClass().getSimpleName());
    json.put("causedBy", step.first().causedBy().value());
    json.set("actor", RecordJson.of(step.first().actor()));
    return json;
  }
}
