package io.dormouse.cli.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.json.Documents;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.json.Yaml;
import io.dormouse.cli.terminal.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named systems in a YAML file: {@code $DORMOUSE_CONFIG}, or else {@code
 * ~/.config/dormouse/config.yaml}, which only its owner can read, since it has their tokens. All
 * methods throw {@link CommandFailure} if the file cannot be read or written.
 */
public final class Contexts {

  /** The address of a system on this machine. */
  public static final URI DEFAULT_API = URI.create("http://127.0.0.1:7070");

  private static final String CURRENT = "current";
  private static final String CONTEXTS = "contexts";
  private static final String API = "api";
  private static final String TOKEN = "token";

  /** The variable with the key or token. */
  private static final String VARIABLE = "DORMOUSE_TOKEN";

  private final Shell shell;
  private final Path file;

  public Contexts(Shell shell) {
    this.shell = shell;
    String named = shell.variable("DORMOUSE_CONFIG");
    this.file =
        named.isEmpty() ? shell.home().resolve(".config/dormouse/config.yaml") : Path.of(named);
  }

  /** The content of the file. */
  private record Content(@Nullable String current, TreeMap<String, Target> systems) {}

  /**
   * The API to talk to: of the flag {@code --api} or {@code --context}, else {@code DORMOUSE_API},
   * else the current context, else {@link #DEFAULT_API}. The token is that of {@code --context},
   * else {@code DORMOUSE_TOKEN}, else that of the current context: one that is kept for a context
   * goes to no other address.
   */
  public Target target(@Nullable URI api, @Nullable String context) {
    if (api != null && context != null) {
      throw CommandFailure.badInput("expected --api or --context, got both");
    }
    if (api != null) {
      return new Target(api, shell.variable(VARIABLE));
    }
    if (context != null) {
      Target named = known(read(), context);
      return named.token().isEmpty() ? new Target(named.api(), shell.variable(VARIABLE)) : named;
    }
    String variable = shell.variable("DORMOUSE_API");
    if (!variable.isEmpty()) {
      return new Target(fromEnvironment(variable), shell.variable(VARIABLE));
    }
    Content content = read();
    Target current =
        content.current() == null ? new Target(DEFAULT_API, "") : known(content, content.current());
    return shell.variable(VARIABLE).isEmpty()
        ? current
        : new Target(current.api(), shell.variable(VARIABLE));
  }

  /** The names of all contexts and their systems. */
  public Map<String, Target> all() {
    return read().systems();
  }

  /** The name of the current context; null if there is none. */
  public @Nullable String current() {
    return read().current();
  }

  /** Makes a context the current one. */
  public void use(String name) {
    Content content = read();
    known(content, name);
    write(new Content(name, content.systems()));
  }

  /**
   * Adds or changes a context; the first one becomes the current one.
   *
   * @param token null to keep the one there is, unless the address is another now
   */
  public void add(String name, URI api, @Nullable String token) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw CommandFailure.badInput(
          "expected a name of up to 64 letters, digits, dots and hyphens, got \"%s\""
              .formatted(name));
    }
    Content content = read();
    Target before = content.systems().get(name);
    String kept = before != null && before.api().equals(api) ? before.token() : "";
    content.systems().put(name, new Target(api, Objects.requireNonNullElse(token, kept)));
    write(new Content(Objects.requireNonNullElse(content.current(), name), content.systems()));
  }

  /** Removes a context; without a current one, the default address counts. */
  public void remove(String name) {
    Content content = read();
    known(content, name);
    content.systems().remove(name);
    write(
        new Content(name.equals(content.current()) ? null : content.current(), content.systems()));
  }

  /** Throws {@link IllegalArgumentException} if the text is not the address of an API. */
  public static URI address(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (http && bare && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The same message as for a URI of another kind.
    }
    throw new IllegalArgumentException(
        "expected an address like %s, got \"%s\"".formatted(DEFAULT_API, text));
  }

  private static URI fromEnvironment(String text) {
    try {
      return address(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput("DORMOUSE_API: " + e.getMessage());
    }
  }

  private Target known(Content content, String name) {
    Target api = content.systems().get(name);
    if (api == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "expected a context of %s, got \"%s\"; there are: %s"
              .formatted(
                  file,
                  name,
                  content.systems().isEmpty()
                      ? "none"
                      : String.join(", ", content.systems().keySet())),
          "try: dormouse context list");
    }
    return api;
  }

  private Content read() {
    TreeMap<String, Target> systems = new TreeMap<>();
    if (!Files.exists(file)) {
      return new Content(null, systems);
    }
    JsonNode document = Documents.read(file.toString(), InputStream.nullInputStream());
    try {
      document
          .path(CONTEXTS)
          .properties()
          .forEach(entry -> systems.put(entry.getKey(), target(entry.getValue())));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(file + ": " + e.getMessage());
    }
    return new Content(document.path(CURRENT).textValue(), systems);
  }

  private static Target target(JsonNode context) {
    return new Target(address(context.path(API).asText("")), context.path(TOKEN).asText(""));
  }

  private void write(Content content) {
    ObjectNode document = Json.object();
    if (content.current() != null) {
      document.put(CURRENT, content.current());
    }
    ObjectNode contexts = document.putObject(CONTEXTS);
    content
        .systems()
        .forEach((name, target) -> {
          ObjectNode context = contexts.putObject(name).put(API, target.api().toString());
          if (!target.token().isEmpty()) {
            context.put(TOKEN, target.token());
          }
        });
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      // A temporary file is its owner's alone.
      Path next = Files.createTempFile(folder, "config", ".yaml");
      Files.write(next, Yaml.mapper().writeValueAsBytes(document));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CommandFailure.badInput("expected to write %s, but got: %s".formatted(file, e));
    }
  }
}
