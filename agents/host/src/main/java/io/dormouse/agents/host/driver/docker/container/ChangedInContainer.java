package io.dormouse.agents.host.driver.docker.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.language.instance.ChangedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the files that an application changed or added in its container, by the engine's diff.
 *
 * <p>Not counted are removed files, files below mounts, temporary files (in {@code /dev}, {@code
 * /proc}, {@code /run}, {@code /sys}, {@code /tmp}, and {@code cache}, {@code log}, {@code run} and
 * {@code tmp} below {@code /var}), pid files, and files that the engine itself writes. The diff is
 * read as a stream and only up to a limit, since a tenant decides its length.
 */
public final class ChangedInContainer {

  private static final int MOST_READ = 50_000;
  private static final int REMOVED = 2;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "/(dev|proc|run|sys|tmp|var/(cache|log|run|tmp))(/.*)?"
              + "|.*\\.pid|/\\.dockerenv|/sbin/docker-init|/etc/(hostname|hosts|mtab|resolv\\.conf)");

  private final DockerEngine engine;

  public ChangedInContainer(DockerEngine engine) {
    this.engine = engine;
  }

  /** The changed files, counted up to a limit; empty if there are none. */
  public Optional<ChangedFiles> look(ReplicaHandle handle) {
    return DockerEngine.call(
        "tell what changed in a container",
        () -> {
          try (InputStream diff = engine.get("/containers/" + handle + "/changes")) {
            return counted(diff);
          } catch (IOException e) {
            throw new DriverException("The diff of a container broke off: " + e.getMessage(), e);
          }
        });
  }

  static Optional<ChangedFiles> counted(InputStream diff) throws IOException {
    Found found = new Found();
    try (JsonParser json = JSON.createParser(diff)) {
      String path = "";
      int kind = 0;
      for (JsonToken token = json.nextToken();
          token != null && found.read < MOST_READ;
          token = json.nextToken()) {
        if (token == JsonToken.END_OBJECT) {
          found.add(path, kind);
        } else if (token == JsonToken.VALUE_STRING && "Path".equals(json.currentName())) {
          path = json.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT && "Kind".equals(json.currentName())) {
          kind = json.getIntValue();
        }
      }
    }
    return found.files();
  }

  /** Files found so far. A folder comes before its contents and then does not count as a file. */
  private static final class Found {

    private final List<String> paths = new ArrayList<>();
    private final Set<Integer> counted = new HashSet<>();
    private int read;

    void add(String path, int kind) {
      read++;
      String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
      if (counted.remove(folder.hashCode())) {
        paths.remove(folder);
      }
      if (kind != REMOVED && !TEMPORARY.matcher(path).matches() && counted.add(path.hashCode())) {
        if (paths.size() < ChangedFiles.MOST_PATHS) {
          paths.add(path);
        }
      }
    }

    Optional<ChangedFiles> files() {
      return counted.isEmpty()
          ? Optional.empty()
          : Optional.of(new ChangedFiles(counted.size(), paths));
    }
  }
}
