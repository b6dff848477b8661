package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.json.Documents;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.Values;
import io.dormouse.cli.settings.Contexts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for the names of systems. */
@Command(
    name = "context",
    addMethodSubcommands = false,
    description = "Systems by name, in $$DORMOUSE_CONFIG or else ~/.config/dormouse/config.yaml.")
public final class ContextCommands {

  private static final String NAME = "The context's name.";
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("NAME", "/name"),
          Column.text("API", "/api"),
          Column.text("CURRENT", "/current"),
          Column.text("TOKEN", "/token"));

  private final Session session;

  public ContextCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "Lists contexts by name.")
  void list() {
    Contexts contexts = session.contexts();
    @Nullable String current = contexts.current();
    List<JsonNode> rows = new ArrayList<>();
    contexts
        .all()
        .forEach((name, target) ->
            rows.add(
                Json.object()
                    .put("name", name)
                    .put("api", target.api().toString())
                    .put("current", name.equals(current))
                    .put("token", !target.token().isEmpty())));
    session.printer().list(rows.iterator(), COLUMNS);
  }

  @Command(name = "use", description = "Makes a context the current one.")
  void use(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    session.contexts().use(name);
    session.notes().note("The context is %s now.".formatted(name));
  }

  @Command(
      name = "add",
      description = "Adds or changes a context; the first one is the current one.")
  void add(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Parameters(
              paramLabel = "URL",
              converter = Values.Address.class,
              description = "The address of its API, such as http://127.0.0.1:7070.")
          URI api,
      @Option(
              names = "--token-file",
              paramLabel = "FILE",
              description =
                  "File with the key or token for it, which the configuration then keeps; - is the"
                      + " standard input. $$DORMOUSE_TOKEN is used instead of the current context's.")
          @Nullable String tokenFile) {
    String token = tokenFile == null ? null : Documents.line(tokenFile, session.shell().in());
    session.contexts().add(name, api, token);
    session.notes().note("The context %s is %s now.".formatted(name, api));
  }

  @Command(name = "remove", description = "Removes a context.")
  void remove(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    session.contexts().remove(name);
    session.notes().note("The context %s is removed.".formatted(name));
  }
}
