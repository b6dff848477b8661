package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.ListOptions;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.Values;
import io.dormouse.cli.settings.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for keys to the control API. */
@Command(
    name = "keys",
    addMethodSubcommands = false,
    description = "Keys: who may do what through the control API.")
public final class Keys {

  private static final Column ID = Column.text("ID", "/id");
  private static final Column ROLE = Column.text("ROLE", "/role");
  private static final Column OWNER = Column.text("OWNER", "/owner");
  private static final Column NAME = Column.text("NAME", "/name");
  private static final List<Column> COLUMNS =
      List.of(
          ID,
          ROLE,
          OWNER,
          NAME,
          Column.text("GOOD", "/good"),
          Column.time("CREATED", "/createdAt"),
          Column.time("EXPIRES", "/expiresAt"),
          Column.time("REVOKED", "/revokedAt"));
  private static final List<Column> NEW =
      List.of(ID, ROLE, OWNER, NAME, Column.text("KEY", "/key"));

  private final Session session;

  public Keys(Session session) {
    this.session = session;
  }

  /** Rights of a key; each role includes those before it. */
  enum Role {
    READ,
    OPERATE,
    ADMIN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Command(name = "create", description = "Makes a key, and shows it once.")
  void create(
      @Parameters(
              paramLabel = "NAME",
              description = "What it is for. It stays in the log: no person's name.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "What it allows: read, operate or admin.")
          Role role,
      @Option(
              names = "--owner",
              paramLabel = "ID",
              description = "The only owner whose things it opens. Default: those of all.")
          @Nullable String owner,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              converter = Values.Time.class,
              description = "Time until it opens nothing. Default: it never ends.")
          @Nullable Duration expires) {
    ObjectNode body = Json.object().put("name", name).put("role", role.toString());
    Json.put(body, "owner", owner);
    Json.put(body, "expires", expires == null ? null : Durations.format(expires));
    session.printer().row(session.api().post(ApiPath.of("keys"), body).json(), NEW);
    session.notes().note("The key is shown this once.");
  }

  @Command(name = "list", description = "Lists keys by id, with those that open nothing any more.")
  void list(@Mixin ListOptions options) {
    session.list(ApiPath.of("keys"), options.limit, COLUMNS);
  }

  @Command(name = "revoke", description = "Revokes a key for ever.")
  void revoke(@Parameters(paramLabel = "ID", description = "The key's id.") String id) {
    session.api().delete(ApiPath.of("keys", id));
    session.notes().note("The key %s is revoked.".formatted(id));
  }
}
