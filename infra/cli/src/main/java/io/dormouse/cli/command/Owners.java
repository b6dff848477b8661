package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for the personal data of owners. */
@Command(
    name = "owners",
    addMethodSubcommands = false,
    description = "Owners: the personal data of whoever holds instances.")
public final class Owners {

  private static final String ID = "The owner's opaque id.";
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "/id"), Column.text("NAME", "/name"), Column.text("EMAIL", "/email"));

  private final Session session;

  public Owners(Session session) {
    this.session = session;
  }

  @Command(name = "show", description = "Shows what is known of an owner.")
  void show(@Parameters(paramLabel = "ID", description = ID) String id) {
    session.printer().object(session.api().get(ApiPath.of("owners", id)));
  }

  @Command(name = "set", description = "Replaces all that is known of an owner.")
  void set(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(names = "--name", paramLabel = "NAME", description = "The owner's name.")
          @Nullable String name,
      @Option(names = "--email", paramLabel = "ADDRESS", description = "The e-mail address.")
          @Nullable String email) {
    ObjectNode body = Json.object();
    Json.put(body, "name", name);
    Json.put(body, "email", email);
    session.printer().row(session.api().put(ApiPath.of("owners", id), body).json(), COLUMNS);
  }

  @Command(name = "erase", description = "Erases all that is known of an owner.")
  void erase(@Parameters(paramLabel = "ID", description = ID) String id) {
    session.api().delete(ApiPath.of("owners", id));
    session.notes().note("Nothing is known of the owner %s now.".formatted(id));
  }
}
