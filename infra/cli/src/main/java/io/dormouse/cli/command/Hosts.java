package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.Pages;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Commands for hosts. */
@Command(
    name = "hosts",
    addMethodSubcommands = false,
    description = "Hosts: machines that run instances.")
public final class Hosts {

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("HOST", "/host"),
          Column.status("LIFE", "/life"),
          Column.text("POOL", "/pool"),
          Column.text("DRIVER", "/driver"),
          Column.text("CORES", "/cores"),
          Column.size("MEMORY", "/memoryBudgetBytes"),
          Column.size("FREE", "/memoryFreeBytes"),
          Column.text("REPLICAS", "/replicas"),
          Column.time("REPORTED", "/lastReport"));

  private final Session session;

  public Hosts(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "Lists hosts as the scheduler sees them.")
  void list(@Mixin ListOptions options) {
    session.list(ApiPath.of("hosts"), options.limit, COLUMNS);
  }

  @Command(name = "show", description = "Shows a host.")
  void show(@Parameters(paramLabel = "HOST", description = "The host's id.") String id) {
    Pages hosts = session.api().items(ApiPath.of("hosts"));
    while (hosts.hasNext()) {
      JsonNode host = hosts.next();
      if (host.path("host").asText().equals(id)) {
        session.printer().object(host);
        return;
      }
    }
    throw new CommandFailure(
        ExitCode.FAILED,
        "Expected the id of a host, but there is none called '%s'.".formatted(id),
        "try: dormouse hosts list");
  }
}
