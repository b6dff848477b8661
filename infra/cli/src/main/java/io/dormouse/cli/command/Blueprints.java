package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.Problem;
import io.dormouse.cli.json.Documents;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.settings.CommandFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for blueprints. */
@Command(
    name = "blueprints",
    addMethodSubcommands = false,
    description = "Blueprints: descriptions to make instances from.")
public final class Blueprints {

  private static final int NOT_FOUND = 404;
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "/id"),
          Column.text("VERSION", "/version"),
          Column.text("IMAGE", "/image"),
          Column.text("MEMORY", "/memory"),
          Column.text("REPLICAS", "/replicas"),
          Column.text("IDLE", "/passivation/idle"),
          Column.text("POOL", "/pool"));
  private static final List<Column> CHANGES =
      List.of(
          Column.text("FIELD", "/field"),
          Column.text("CURRENT", "/current"),
          Column.text("NEW", "/new"));

  private final Session session;

  public Blueprints(Session session) {
    this.session = session;
  }

  /** A blueprint in a file. */
  static final class Source {

    @Option(
        names = {"-f", "--file"},
        required = true,
        paramLabel = "FILE",
        description = "The blueprint in JSON or YAML; - is the standard input.")
    private String file = "";

    @Parameters(
        arity = "0..1",
        paramLabel = "ID",
        description = "The blueprint's id. Default: the member \"id\" of the file.")
    private @Nullable String id;

    ObjectNode read(Session session) {
      return Documents.read(file, session.shell().in());
    }

    /** The path of the blueprint. */
    ApiPath path(JsonNode content) {
      String named = id == null ? content.path("id").asText("") : id;
      if (named.isEmpty()) {
        throw CommandFailure.badInput(
            "expected the blueprint's id as an argument or in %s".formatted(file));
      }
      return ApiPath.of("blueprints", named);
    }
  }

  @Command(name = "list", description = "Lists blueprints by id.")
  void list(@Mixin ListOptions options) {
    session.list(ApiPath.of("blueprints"), options.limit, COLUMNS);
  }

  @Command(name = "show", description = "Shows a blueprint in the form that apply takes.")
  void show(@Parameters(paramLabel = "ID", description = "The blueprint's id.") String id) {
    session.printer().object(session.api().get(ApiPath.of("blueprints", id)));
  }

  @Command(
      name = "apply",
      description =
          "Creates or changes a blueprint; instances keep the version they were made from, but for"
              + " its passivation policy, which they follow unless they have one of their own.")
  void apply(@Mixin Source source) {
    ObjectNode content = source.read(session);
    Receipts.printStored(
        session, session.api().put(source.path(content), content), "blueprint", COLUMNS);
  }

  @Command(
      name = "diff",
      description = "Shows what apply would change. What the file leaves out gets its default.")
  void diff(@Mixin Source source) {
    ObjectNode content = source.read(session);
    List<JsonNode> changes = BlueprintDiff.between(current(source.path(content)), content);
    if (changes.isEmpty()) {
      session.notes().note("Nothing would change.");
    }
    session.printer().list(changes.iterator(), CHANGES);
  }

  /** The stored blueprint; an empty object if there is none. */
  private JsonNode current(ApiPath path) {
    ApiClient api = session.api();
    try {
      return api.get(path);
    } catch (Problem e) {
      if (e.status() == NOT_FOUND) {
        session.notes().note("There is no such blueprint yet.");
        return Json.object();
      }
      throw e;
    }
  }
}
