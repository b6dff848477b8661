package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.json.Documents;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.Values;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for plans. */
@Command(
    name = "plans",
    addMethodSubcommands = false,
    description = "Plans: how long an instance lasts.")
public final class Plans {

  private static final String ID = "The plan's id.";
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "/id"),
          Column.text("EXPIRES", "/expires"),
          Column.text("NOTICES", "/notices"));

  private final Session session;

  public Plans(Session session) {
    this.session = session;
  }

  /** The content of a plan: a file, or options. */
  static final class Content {

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The plan in JSON or YAML; - is the standard input.")
    private @Nullable String file;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        converter = Values.Time.class,
        description = "Time from the sign-up to the end. Default: it never ends.")
    private @Nullable Duration expires;

    @Option(
        names = "--notices",
        paramLabel = "TIME",
        split = ",",
        converter = Values.Time.class,
        description = "Times before the end at which the owner is told. Default: 7d, 3d and 1d.")
    private List<Duration> notices = new ArrayList<>();

    ObjectNode json(Session session) {
      boolean inOptions = expires != null || !notices.isEmpty();
      if (file != null) {
        if (inOptions) {
          throw CommandFailure.badInput("expected --file, or --expires and --notices, got both");
        }
        return Documents.read(file, session.shell().in());
      }
      ObjectNode json = Json.object();
      if (expires != null) {
        json.put("expires", Durations.format(expires));
      }
      if (!notices.isEmpty()) {
        json.putArray("notices")
            .addAll(
                notices.stream()
                    .map(notice -> Json.object().textNode(Durations.format(notice)))
                    .toList());
      }
      return json;
    }
  }

  @Command(name = "list", description = "Lists plans by id.")
  void list(@Mixin ListOptions options) {
    session.list(ApiPath.of("plans"), options.limit, COLUMNS);
  }

  @Command(name = "show", description = "Shows a plan.")
  void show(@Parameters(paramLabel = "ID", description = ID) String id) {
    session.printer().object(session.api().get(ApiPath.of("plans", id)));
  }

  @Command(
      name = "apply",
      description = "Creates or changes a plan; instances keep the terms that they have.")
  void apply(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin Content content) {
    Receipts.printStored(
        session,
        session.api().put(ApiPath.of("plans", id), content.json(session)),
        "plan",
        COLUMNS);
  }

  @Command(
      name = "delete",
      description = "Deletes a plan; instances keep the terms that they have.")
  void delete(@Parameters(paramLabel = "ID", description = ID) String id) {
    Receipts.removed(
        session,
        session.api().delete(ApiPath.of("plans", id)),
        "plan",
        "The plan %s is deleted.".formatted(id));
  }
}
