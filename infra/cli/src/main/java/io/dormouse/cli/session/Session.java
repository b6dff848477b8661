package io.dormouse.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.Pages;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.output.Printer;
import io.dormouse.cli.settings.Contexts;
import io.dormouse.cli.terminal.Notes;
import io.dormouse.cli.terminal.Shell;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** One run of the program: the options of all commands, and what they are for. */
public final class Session implements AutoCloseable {

  private static final int LONGEST_USER = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final Shell shell;
  private final Notes notes;
  private @Nullable ApiClient client;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      scope = ScopeType.INHERIT,
      description = "Form of the result: table, json or yaml. Default: table.")
  private Printer.Format output = Printer.Format.TABLE;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "The system to talk to, by its name in the configuration.")
  private @Nullable String context;

  @Option(
      names = "--api",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      converter = Values.Address.class,
      description =
          "The system to talk to, by the address of its API. Default: $$DORMOUSE_API, else the "
              + "current context, else http://127.0.0.1:7070.")
  private @Nullable URI api;

  @Option(
      names = "--user",
      paramLabel = "ID",
      scope = ScopeType.INHERIT,
      converter = Values.User.class,
      description =
          "Your id in the history, where it stays for ever: no name or e-mail address. Default: the"
              + " login name.")
  private @Nullable String user;

  public Session(Shell shell) {
    this.shell = shell;
    this.notes = new Notes(shell);
  }

  public Shell shell() {
    return shell;
  }

  public Notes notes() {
    return notes;
  }

  public Printer printer() {
    return new Printer(output, shell);
  }

  public Contexts contexts() {
    return new Contexts(shell);
  }

  /** The client of the system's API; the same one in the whole run. */
  public ApiClient api() {
    if (client == null) {
      client =
          new ApiClient(
              contexts().target(api, context),
              Objects.requireNonNullElseGet(user, Session::login),
              notes);
    }
    return client;
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }

  /** Prints a list; at most {@code limit} items, if that is not null. */
  public void list(ApiPath path, @Nullable Integer limit, List<Column> columns) {
    int most = Objects.requireNonNullElse(limit, Integer.MAX_VALUE);
    Pages items = api().items(path.with("limit", Math.min(most, LARGEST_PAGE)));
    printer().list(new First(items, most), columns);
    if (limit != null && items.hasNext()) {
      notes.note("There are more than --limit %d.".formatted(limit));
    }
  }

  /** The login name with the characters that an id may have. */
  private static String login() {
    String name = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._:-]", "_");
    return name.isEmpty() ? "unknown" : name.substring(0, Math.min(LONGEST_USER, name.length()));
  }

  /** The first items of others. */
  private static final class First implements Iterator<JsonNode> {

    private final Iterator<JsonNode> items;
    private int left;

    First(Iterator<JsonNode> items, int most) {
      this.items = items;
      this.left = most;
    }

    @Override
    public boolean hasNext() {
      return left > 0 && items.hasNext();
    }

    @Override
    public JsonNode next() {
      left--;
      return items.next();
    }
  }
}
