package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.EventStream;
import io.dormouse.cli.json.Documents;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.EventOptions;
import io.dormouse.cli.session.HistoryOptions;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.Values;
import io.dormouse.cli.session.WaitOptions;
import io.dormouse.cli.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for instances; {@link InstanceAction} has those that only change their status. */
@Command(
    name = "instances",
    addMethodSubcommands = false,
    description = "Instances: one tenant's copy of an application each.")
public final class Instances {

  static final String ID = "The instance's id.";

  private static final List<String> GONE = List.of("deleted", "retired");
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "/id"),
          Column.status("STATUS", "/status"),
          Column.time("SINCE", "/since"),
          Column.text("BLUEPRINT", "/blueprint"),
          Column.size("MEMORY", "/memory"),
          Column.text("HOST", "/host"),
          Column.text("OWNER", "/owner"),
          Column.text("PLAN", "/plan"),
          Column.text("DOMAINS", "/domains"));

  private static final List<Column> STEPS =
      List.of(
          Column.time("SINCE", "/time"),
          Column.status("STATUS", "/status"),
          Column.text("WHY", "/text"));

  private final Session session;

  public Instances(Session session) {
    this.session = session;
  }

  /** The members of a new instance that may be left out. */
  static final class NewInstance {

    @Option(
        names = "--blueprint",
        required = true,
        paramLabel = "ID",
        description = "The blueprint that it is made from.")
    String blueprint = "";

    @Option(
        names = "--domain",
        paramLabel = "NAME",
        description = "Its domain. Default: the id under the system's base domain.")
    @Nullable String domain;

    @Option(
        names = "--owner",
        paramLabel = "ID",
        description = "Whoever holds it. Default: the user.")
    @Nullable String owner;

    @Option(names = "--plan", paramLabel = "ID", description = "Its plan. Default: none.")
    @Nullable String plan;

    ObjectNode json(String idMember, String id) {
      ObjectNode json = Json.object().put(idMember, id).put("blueprint", blueprint);
      Json.put(json, "domain", domain);
      Json.put(json, "owner", owner);
      Json.put(json, "plan", plan);
      return json;
    }
  }

  /** The choice of a past moment. */
  static final class PastTime {

    @Option(
        names = "--at",
        paramLabel = "TIME",
        converter = Values.Moment.class,
        description =
            "As it was at this time, or so long ago: 2026-11-22T08:00:00Z, 3h. Default: now.")
    @Nullable Instant at;
  }

  /** Prints an instance after a wait. */
  static void print(Session session, JsonNode instance) {
    session.printer().row(instance, COLUMNS);
  }

  /** The commands of {@link InstanceAction}. */
  public Map<String, Supplier<CommandLine>> actions() {
    return InstanceAction.commands(session);
  }

  @Command(name = "list", description = "Lists instances by id.")
  void list(
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "Only those with this status, such as asleep or running.")
          @Nullable String status,
      @Mixin PastTime past,
      @Mixin ListOptions options) {
    session.list(
        ApiPath.of("instances").with("status", status).with("at", past.at), options.limit, COLUMNS);
  }

  @Command(name = "show", description = "Shows an instance.")
  void show(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin PastTime past) {
    session.printer().object(session.api().get(ApiPath.of("instances", id).with("at", past.at)));
  }

  @Command(
      name = "why",
      description = "Tells why an instance has its status: what led to it, the newest first.")
  void why(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Mixin PastTime past,
      @Option(
              names = "--limit",
              paramLabel = "N",
              converter = Values.Count.class,
              description = "So many changes of the status, at most 100. Default: 6.")
          @Nullable Integer limit) {
    ApiPath path = ApiPath.of("instances", id, "why").with("at", past.at).with("limit", limit);
    session.printer().list(session.api().get(path).path("steps").iterator(), STEPS);
  }

  @Command(name = "create", description = "Creates an instance. It is asleep once it is made.")
  void create(
      @Parameters(paramLabel = "ID", description = "The id of the new instance.") String id,
      @Mixin NewInstance members,
      @Option(
              names = "--idle",
              paramLabel = "TIME",
              converter = Values.Time.class,
              description = "Unused time after which it is put to sleep. Default: the blueprint's.")
          @Nullable Duration idle,
      @Mixin WaitOptions wait) {
    ObjectNode body = members.json("id", id);
    if (idle != null) {
      body.putObject("passivation").put("idle", Durations.format(idle));
    }
    ApiClient api = session.api();
    wait.status(InstanceAction.MADE);
    JsonNode receipt = api.post(ApiPath.of("instances"), body).json();
    InstanceAction.finish(session, api, receipt, wait, InstanceAction.MADE);
  }

  @Command(name = "delete", description = "Deletes an instance and all it owns.")
  void delete(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(names = "--export", description = "Write its data to an archive first.")
          boolean export,
      @Option(
              names = "--grace",
              paramLabel = "TIME",
              converter = Values.Time.class,
              description = "Time in which it can be restored. Default: the system's.")
          @Nullable Duration grace,
      @Mixin WaitOptions wait) {
    wait.status(GONE);
    ObjectNode body = Json.object();
    if (export) {
      body.put("export", true);
    }
    if (grace != null) {
      body.put("grace", Durations.format(grace));
    }
    ApiClient api = session.api();
    JsonNode receipt = api.post(ApiPath.of("instances", id, "actions", "delete"), body).json();
    InstanceAction.finish(session, api, receipt, wait, GONE);
  }

  @Command(name = "plan", description = "Changes the plan of an instance; its time begins now.")
  void plan(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Parameters(paramLabel = "PLAN", description = "The plan's id.") String plan) {
    JsonNode body = Json.object().put("plan", plan);
    Receipts.print(
        session, session.api().put(ApiPath.of("instances", id, "plan"), body).json(), "instance");
  }

  /** The choice of a policy: exactly one. */
  static final class NewPolicy {

    @Option(
        names = "--idle",
        required = true,
        paramLabel = "TIME",
        converter = Values.Time.class,
        description = "Unused time after which it is put to sleep.")
    private @Nullable Duration idle;

    @Option(names = "--keep-awake", required = true, description = "It is never put to sleep.")
    private boolean keepAwake;

    @Option(
        names = {"-f", "--file"},
        required = true,
        paramLabel = "FILE",
        description =
            "The policy in JSON or YAML, as in a blueprint's \"passivation\"; - is the standard"
                + " input.")
    private @Nullable String file;

    @Option(
        names = "--follow-blueprint",
        required = true,
        description = "The policy of its blueprint, now and whenever that changes.")
    private boolean followBlueprint;

    private ObjectNode json(Session session) {
      ObjectNode json = Json.object();
      if (followBlueprint) {
        return json.put("followBlueprint", true);
      } else if (file != null) {
        json.set("passivation", Documents.read(file, session.shell().in()));
      } else if (keepAwake) {
        json.putObject("passivation").put("action", "keep-awake");
      } else {
        json.putObject("passivation").put("idle", Durations.format(Objects.requireNonNull(idle)));
      }
      return json;
    }
  }

  @Command(
      name = "policy",
      description = "Changes when an unused instance is put to sleep, by one of the options.")
  void policy(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @ArgGroup(multiplicity = "1") NewPolicy policy) {
    Receipts.print(
        session,
        session.api().put(ApiPath.of("instances", id, "policy"), policy.json(session)).json(),
        "instance");
  }

  @Command(name = "history", description = "Lists the events of an instance.")
  void history(
      @Parameters(paramLabel = "ID", description = ID) String id, @Mixin HistoryOptions options) {
    session.list(
        options.addTo(ApiPath.of("instances", id, "history")),
        options.list.limit,
        EventOptions.ofInstance());
  }

  @Command(
      name = "watch",
      description = "Prints the events of an instance as they come, until Ctrl-C.")
  void watch(
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(
              names = "--after",
              paramLabel = "SEQUENCE",
              description = "Begin after the event with this number. Default: the newest one.")
          @Nullable Long after,
      @Mixin EventOptions options) {
    ApiClient api = session.api();
    JsonNode instance = api.get(ApiPath.of("instances", id));
    session
        .notes()
        .hint(
            "%s is %s; its events follow until Ctrl-C"
                .formatted(id, instance.path("status").asText()));
    ApiPath path =
        ApiPath.of("instances", id, "history")
            .with("after", after == null ? instance.path("sequence").asLong() : after);
    new EventStream(api, session.notes(), EventStream.SILENCE)
        .follow(options.addTo(path), session.printer().lines(EventOptions.ofInstance()));
  }
}
