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
 * ~/.config/dormouse/config.yaml}. All methods throw {@link CommandFailure} if the file cannot be
 * read or written.
 */
public final class Contexts {

  /** The address of a system on this machine. */
  public static final URI DEFAULT_API = URI.create("http://127.0.0.1:7070");

  private static final String CURRENT = "current";
  private static final String CONTEXTS = "contexts";
  private static final String API = "api";

  private final Shell shell;
  private final Path file;

  public Contexts(Shell shell) {
    this.shell = shell;
    String named = shell.variable("DORMOUSE_CONFIG");
    this.file =
        named.isEmpty() ? shell.home().resolve(".config/dormouse/config.yaml") : Path.of(named);
  }

  /** The content of the file. */
  private record Content(@Nullable String current, TreeMap<String, URI> systems) {}

  /**
   * The API to talk to: of the flag {@code --api} or {@code --context}, else {@code DORMOUSE_API},
   * else the current context, else {@link #DEFAULT_API}.
   */
  public URI api(@Nullable URI api, @Nullable String context) {
    if (api != null && context != null) {
      throw CommandFailure.badInput("expected --api or --context, got both");
    }
    if (api != null) {
      return api;
    }
    if (context != null) {
      return known(read(), context);
    }
    String variable = shell.variable("DORMOUSE_API");
    if (!variable.isEmpty()) {
      return fromEnvironment(variable);
    }
    Content content = read();
    return content.current() == null ? DEFAULT_API : known(content, content.current());
  }

  /** The names of all contexts and their addresses. */
  public Map<String, URI> all() {
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

  /** Adds or changes a context; the first one becomes the current one. */
  public void add(String name, URI api) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw CommandFailure.badInput(
          "expected a name of up to 64 letters, digits, dots and hyphens, got \"%s\""
              .formatted(name));
    }
    Content content = read();
    content.systems().put(name, api);
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

  private URI known(Content content, String name) {
    URI api = content.systems().get(name);
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
    TreeMap<String, URI> systems = new TreeMap<>();
    if (!Files.exists(file)) {
      return new Content(null, systems);
    }
    JsonNode document = Documents.read(file.toString(), InputStream.nullInputStream());
    try {
      document
          .path(CONTEXTS)
          .properties()
          .forEach(
              entry -> systems.put(entry.getKey(), address(entry.getValue().path(API).asText(""))));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(file + ": " + e.getMessage());
    }
    return new Content(document.path(CURRENT).textValue(), systems);
  }

  private void write(Content content) {
    ObjectNode document = Json.object();
    if (content.current() != null) {
      document.put(CURRENT, content.current());
    }
    ObjectNode contexts = document.putObject(CONTEXTS);
    content.systems().forEach((name, api) -> contexts.putObject(name).put(API, api.toString()));
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, "config", ".yaml");
      Files.write(next, Yaml.mapper().writeValueAsBytes(document));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CommandFailure.badInput("expected to write %s, but got: %s".formatted(file, e));
    }
  }
}
