package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for domains. */
@Command(
    name = "domains",
    addMethodSubcommands = false,
    description = "Domains: host names that lead to an instance or a URI.")
public final class Domains {

  private static final String NAME = "The host name, or a wildcard like *.example.org.";
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("DOMAIN", "/domain"),
          Column.text("INSTANCE", "/instance"),
          Column.text("URI", "/uri"),
          Column.text("CANONICAL", "/canonical"),
          Column.text("HTTPS", "/https"),
          Column.text("ROBOTS", "/robots"),
          Column.time("SINCE", "/since"));

  private final Session session;

  public Domains(Session session) {
    this.session = session;
  }

  /** The target of a domain: one of the two. */
  static final class Target {

    @Option(names = "--instance", paramLabel = "ID", description = "It leads to this instance.")
    @Nullable String instance;

    @Option(names = "--uri", paramLabel = "URI", description = "It leads to this origin.")
    @Nullable String uri;
  }

  /** Options of a domain; those that are left out get their defaults. */
  static final class DomainOptions {

    @Option(names = "--canonical", paramLabel = "NAME", description = "Redirect to this domain.")
    private @Nullable String canonical;

    @Option(names = "--https", description = "Redirect HTTP to HTTPS.")
    private boolean https;

    @Option(
        names = "--robots",
        paramLabel = "RULE",
        description = "What crawlers may do: disallow, allow or forward. Default: disallow.")
    private @Nullable String robots;

    @Option(
        names = "--timeouts",
        paramLabel = "KIND=TIME",
        split = ",",
        description = "With --uri: connect, answer and idle, such as connect=5s,idle=1m.")
    private Map<String, String> timeouts = new LinkedHashMap<>();

    void addTo(ObjectNode body) {
      Json.put(body, "canonical", canonical);
      if (https) {
        body.put("https", true);
      }
      Json.put(body, "robots", robots);
      if (!timeouts.isEmpty()) {
        ObjectNode member = body.putObject("timeouts");
        timeouts.forEach(member::put);
      }
    }
  }

  @Command(name = "list", description = "Lists domains by name.")
  void list(@Mixin ListOptions options) {
    session.list(ApiPath.of("domains"), options.limit, COLUMNS);
  }

  @Command(name = "show", description = "Shows a domain.")
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    session.printer().object(session.api().get(ApiPath.of("domains", name)));
  }

  @Command(name = "add", description = "Claims a domain, or sets its target and all its options.")
  void add(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @ArgGroup(exclusive = true, multiplicity = "1") Target target,
      @Mixin DomainOptions options) {
    ObjectNode body = Json.object();
    Json.put(body, "instance", target.instance);
    Json.put(body, "uri", target.uri);
    options.addTo(body);
    Receipts.print(session, session.api().put(ApiPath.of("domains", name), body).json(), "domain");
  }

  @Command(name = "remove", description = "Releases a domain, whoever holds it.")
  void remove(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    Receipts.print(session, session.api().delete(ApiPath.of("domains", name)).json(), "domain");
  }
}
