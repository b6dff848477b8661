package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.settings.LocalSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** A tenant of two replicas, which serves while one of them is killed. */
final class Cluster {

  static final String INSTANCE = "pair";
  private static final String BLUEPRINT = "notes-pair";
  private static final int AT_ONCE = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControlClient api;
  private final TenantClient tenant;
  private final LocalSettings settings;
  private final ObjectNode blueprint;

  /**
   * The cluster's part of the story.
   *
   * @param blueprint of an instance with one replica
   */
  Cluster(ControlClient api, TenantClient tenant, LocalSettings settings, ObjectNode blueprint) {
    this.api = api;
    this.tenant = tenant;
    this.settings = settings;
    this.blueprint = blueprint.deepCopy().put("replicas", 2);
    this.blueprint.putObject("passivation").put("idle", "5m");
  }

  String loseAReplica() throws Exception {
    api.putBlueprint(BLUEPRINT, blueprint);
    api.signUp(INSTANCE, BLUEPRINT);
    api.awaitRoute(INSTANCE, PATIENCE);
    int served = serveUntil("both replicas", this::bothRun);
    RunningReplica killed = anyReplica();
    killed.kill(settings);
    served += serveUntil("both replicas again", () -> isReplaced(killed) && bothRun());
    JsonNode replaced = view().path("replicas").path(killed.index());
    Unexpected.unless(
        replaced.path("generation").asLong() > killed.generation(),
        "Expected a new generation of the killed replica, but got %s",
        replaced);
    Fold.checkComplete(api.history(INSTANCE));
    return "%d requests served, none lost, while replica %d was killed and replaced"
        .formatted(served, killed.index());
  }

  private boolean isReplaced(RunningReplica killed) throws InterruptedException {
    JsonNode now = view().path("replicas").path(killed.index());
    return now.path("generation").asLong() > killed.generation();
  }

  private RunningReplica anyReplica() throws IOException, InterruptedException {
    JsonNode whoami = JSON.readTree(tenant.get("/whoami").body());
    return new RunningReplica(whoami, view().path("replicas").path(RunningReplica.index(whoami)));
  }

  /** Checks some answers again and again until the condition holds; returns their number. */
  private int serveUntil(String expected, Condition condition) throws Exception {
    int served = 0;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      Unexpected.unless(System.nanoTime() < end, "Expected %s, but got %s", expected, view());
      List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        requests.add(tenant.getLater("/whoami"));
      }
      for (CompletableFuture<HttpResponse<byte[]>> request : requests) {
        int status = request.get().statusCode();
        Unexpected.unless(status == 200, "Expected only good answers, but one is %d", status);
        served++;
      }
    }
    return served;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private boolean bothRun() throws InterruptedException {
    Set<String> stages = new TreeSet<>();
    view().path("replicas").forEach(replica -> stages.add(replica.path("status").asText()));
    return stages.equals(Set.of("running"));
  }

  private JsonNode view() throws InterruptedException {
    Optional<JsonNode> view = api.instance(INSTANCE);
    return view.orElseThrow(() -> new Unexpected("Expected the instance " + INSTANCE));
  }
}
