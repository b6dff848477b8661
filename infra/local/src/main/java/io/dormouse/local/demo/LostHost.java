package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.supervision.Child;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Two tenants on a second host, which is lost with its agent and its replicas. The request of one
 * is served by the other host; the other tenant sleeps until somebody wants it.
 */
final class LostHost {

  static final String WANTED = "nomad";
  static final String UNWANTED = "hermit";
  private static final List<String> TENANTS = List.of(WANTED, UNWANTED);
  private static final String BLUEPRINT = "notes-awake";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControlClient api;
  private final Function<String, TenantClient> tenants;
  private final RunningSystem system;
  private final ObjectNode blueprint;

  /**
   * The lost host's part of the story.
   *
   * @param blueprint of an instance with one replica
   */
  LostHost(
      ControlClient api,
      Function<String, TenantClient> tenants,
      RunningSystem system,
      ObjectNode blueprint) {
    this.api = api;
    this.tenants = tenants;
    this.system = system;
    this.blueprint = blueprint.deepCopy();
    this.blueprint.putObject("passivation").put("idle", "5m");
  }

  String loseTheSecondHost() throws Exception {
    Child agent = system.startSecondHost();
    api.putBlueprint(BLUEPRINT, blueprint);
    for (String tenant : TENANTS) {
      api.signUp(tenant, BLUEPRINT);
    }
    for (String tenant : TENANTS) {
      api.awaitRoute(tenant, PATIENCE);
    }
    agent.awaitReady(PATIENCE);
    List<String> hosts = api.awaitHosts(2, PATIENCE);
    RunningReplica onWanted = runOn(hosts.getLast(), WANTED);
    RunningReplica onUnwanted = runOn(hosts.getLast(), UNWANTED);

    agent.hold();
    onWanted.kill(system.settings());
    onUnwanted.kill(system.settings());
    long lost = System.nanoTime();
    HttpResponse<byte[]> answer = tenants.apply(WANTED).get("/whoami");
    Duration waited = Duration.ofNanos(System.nanoTime() - lost);

    Unexpected.unless(
        answer.statusCode() == 200,
        "Expected %s to be served by %s, but got %d",
        WANTED,
        hosts.getFirst(),
        answer.statusCode());
    String host = view(WANTED).path("host").asText();
    Unexpected.unless(
        host.equals(hosts.getFirst()), "Expected it on %s, but got %s", hosts.getFirst(), host);
    api.awaitStatus(UNWANTED, "asleep", PATIENCE);
    String cause = causeOfSleep();
    Unexpected.unless(cause.equals("host-lost"), "Expected cause host-lost, but got %s", cause);
    for (String tenant : TENANTS) {
      Fold.checkComplete(api.history(tenant));
    }
    api.passivate(WANTED, PATIENCE);
    return "%s served by %s %.1f s after the kill; %s asleep, cause %s"
        .formatted(WANTED, host, waited.toMillis() / 1e3, UNWANTED, cause);
  }

  private RunningReplica runOn(String host, String tenant) throws Exception {
    JsonNode whoami = JSON.readTree(tenants.apply(tenant).get("/whoami").body());
    RunningReplica replica = new RunningReplica(whoami, view(tenant).path("replicas").path(0));
    Unexpected.unless(
        replica.host().equals(host), "Expected %s on %s, but got %s", tenant, host, replica);
    return replica;
  }

  private JsonNode view(String tenant) throws InterruptedException {
    return api.instance(tenant)
        .orElseThrow(() -> new Unexpected("Expected the instance " + tenant));
  }

  private String causeOfSleep() throws IOException, InterruptedException {
    return api.history(UNWANTED).stream()
        .filter(event -> event.path("type").asText().equals("InstancePassivated"))
        .map(event -> event.path("data").path("cause").path("kind").asText())
        .reduce("none", (earlier, later) -> later);
  }
}
