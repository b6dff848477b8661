package io.dormouse.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Makes instances for measurements. */
public record Tenants(ControlClient api, Path repository) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Puts the sample app's own blueprint, with a bucket, a schema and sample content. */
  void putBlueprint() throws Exception {
    api.putBlueprint("notes", blueprint());
  }

  /** Puts a blueprint of the same app without resources, which keeps documents in memory. */
  public void putBlueprintWithoutResources() throws Exception {
    ObjectNode blueprint = blueprint().put("resources", "shared");
    blueprint.remove("seed");
    api.putBlueprint("notes", blueprint);
  }

  private ObjectNode blueprint() throws IOException {
    return (ObjectNode)
        JSON.readTree(repository.resolve("infra/sample-app/blueprint.json").toFile());
  }

  /** Creates an instance; returns when it is asleep and its domain is routed. */
  public void create(String id) throws Exception {
    ObjectNode instance = JSON.createObjectNode().put("id", id).put("blueprint", "notes");
    api.send("POST", "/v1/instances", instance).expect(202);
    awaitDomain(id);
  }

  void awaitDomain(String id) throws Exception {
    Await.until(
        id + " with a domain",
        PATIENCE,
        () -> api.instance(id).filter(view -> !view.path("domains").isEmpty()));
  }

  public void putToSleep(String id) throws Exception {
    api.post("/v1/instances/" + id + "/actions/passivate").expect(202);
    api.awaitStatus(id, "asleep", PATIENCE);
  }
}
