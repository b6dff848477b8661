package io.dormouse.cli.session;

import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.output.Cells;
import io.dormouse.cli.output.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that choose events, and the columns that show them. */
public final class EventOptions {

  private static final int INSTANCE_WIDTH = 16;
  private static final int TYPE_WIDTH = 20;
  private static final int CAUSE_WIDTH = 8;
  private static final int ACTOR_WIDTH = 16;
  private static final int TIME_WIDTH = 24;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "Only events of these types, such as InstanceWoken.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--cause",
      paramLabel = "CAUSE",
      split = ",",
      description = "Only events with these causes, such as request, api or policy.")
  private List<String> causes = new ArrayList<>();

  /** The path with a query for the chosen events. */
  public ApiPath addTo(ApiPath path) {
    return path.with("type", types).with("cause", causes);
  }

  /** The columns of one instance's events. */
  public static List<Column> ofInstance() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("SEQUENCE", "/sequence")));
    columns.addAll(common());
    return List.copyOf(columns);
  }

  /** The columns of events of all instances and hosts. */
  public static List<Column> ofAll() {
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column(
            "SUBJECT",
            INSTANCE_WIDTH,
            "",
            event ->
                event.path("instance").isTextual()
                    ? Cells.text(event.path("instance"))
                    : Cells.text(event.path("host")),
            false));
    columns.addAll(common());
    return List.copyOf(columns);
  }

  private static List<Column> common() {
    return List.of(
        new Column("TIME", TIME_WIDTH, "/time", Cells::preciseTime, false),
        Column.text("TYPE", "/type").atLeast(TYPE_WIDTH),
        Column.text("CAUSE", "/data/cause/kind").atLeast(CAUSE_WIDTH),
        new Column(
            "ACTOR",
            ACTOR_WIDTH,
            "/actor",
            actor ->
                actor.isObject()
                    ? Cells.text(actor.path("kind")) + ":" + Cells.text(actor.path("id"))
                    : Cells.NOTHING,
            false),
        Column.detail("DATA", "/data"));
  }
}
