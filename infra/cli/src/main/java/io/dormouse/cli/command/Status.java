package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiClient.Reply;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.Pages;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Cells;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.settings.ExitCode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The command that tells how a system is. */
@Command(
    name = "status",
    description =
        "Tells whether the API is ready, how many instances have which status, and which hosts there"
            + " are. The exit code is 1 if it is not ready.")
public final class Status implements Callable<Integer> {

  private static final int OK = 200;
  private static final int LARGEST_PAGE = 1_000;

  private final Session session;

  public Status(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ApiClient api = session.api();
    Reply health = api.ask("/health");
    Reply ready = api.ask("/ready");
    ObjectNode status = Json.object().put("api", api.address().toString());
    status.put("health", health.json().path("status").asText("unknown"));
    status.put("ready", ready.status() == OK);
    if (ready.json() instanceof ObjectNode readiness) {
      readiness.remove("ready");
      status.set("readiness", readiness);
    }
    if (ready.json().path("tables").asBoolean(ready.status() == OK)) {
      status.set("instances", instances(api));
      status.set("hosts", hosts(api));
    }
    session.printer().object(status);
    return ready.status() == OK ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static JsonNode instances(ApiClient api) {
    Map<String, Integer> counts = new TreeMap<>();
    int total = 0;
    Pages instances = api.items(ApiPath.of("instances").with("limit", LARGEST_PAGE));
    while (instances.hasNext()) {
      counts.merge(instances.next().path("status").asText(), 1, Integer::sum);
      total++;
    }
    ObjectNode json = Json.object().put("total", total);
    counts.forEach(json::put);
    return json;
  }

  private static JsonNode hosts(ApiClient api) {
    ObjectNode json = Json.object();
    Pages hosts = api.items(ApiPath.of("hosts").with("limit", LARGEST_PAGE));
    while (hosts.hasNext()) {
      JsonNode host = hosts.next();
      json.put(
          host.path("host").asText(),
          "%s, %s replicas, %s of %s free"
              .formatted(
                  Cells.text(host.path("life")),
                  Cells.text(host.path("replicas")),
                  Cells.size(host.path("memoryFreeBytes")),
                  Cells.size(host.path("memoryBudgetBytes"))));
    }
    return json;
  }
}
