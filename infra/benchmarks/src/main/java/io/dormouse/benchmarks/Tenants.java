package io.dormouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import java.nio.file.Path;
import java.time.Duration;

/** Makes instances to measure with. */
record Tenants(ControlClient api, Path repository) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  void putBlueprint() throws Exception {
    JsonNode blueprint =
        JSON.readTree(repository.resolve("infra/sample-app/blueprint.json").toFile());
    api.send("PUT", "/v1/blueprints/notes", blueprint);
  }

  /** Returns when the instance is asleep and its domain is routed. */
  void create(String id) throws Exception {
    ObjectNode instance = JSON.createObjectNode().put("id", id).put("blueprint", "notes");
    api.send("POST", "/v1/instances", instance).expect(202);
    Await.until(
        id + " with a domain",
        PATIENCE,
        () -> api.instance(id).filter(view -> !view.path("domains").isEmpty()));
  }

  void putToSleep(String id) throws Exception {
    api.post("/v1/instances/" + id + "/actions/passivate").expect(202);
    api.awaitStatus(id, "asleep", PATIENCE);
  }
}
