package io.dormouse.agents.host.kit;

import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The application of the tests: a shell script around busybox's web server. */
public final class TestApp {

  public static final String IMAGE = "dormouse-test/app:dev";

  /** The program of the package busybox-static. */
  public static final Path BUSYBOX = Path.of("/bin/busybox");

  private static final Path SOURCE = Path.of("src/test/resources/app");

  private TestApp() {}

  /** Copies the application to a folder, with executable programs. */
  public static void copyTo(Path target) throws IOException {
    if (!Files.isExecutable(BUSYBOX)) {
      throw new IllegalStateException(
          "Expected %s; install the package busybox-static.".formatted(BUSYBOX));
    }
    try (Stream<Path> paths = Files.walk(SOURCE)) {
      for (Path path : paths.toList()) {
        Path copy = target.resolve(SOURCE.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
          copy.toFile().setExecutable(true, false);
        }
      }
    }
  }

  /** Makes a folder of images for the process driver. */
  public static Path imagesIn(Path folder) throws IOException {
    copyTo(Files.createDirectories(folder.resolve("dormouse-test/app/dev")));
    return folder;
  }

  /**
   * A spec of the application in one of its modes, such as {@code serve}, {@code exits}, {@code
   * mute} or {@code stubborn}.
   */
  public static ReplicaSpec spec(String mode) {
    return spec(IMAGE, mode, Duration.ofSeconds(10));
  }

  public static ReplicaSpec spec(String image, String mode, Duration readyWithin) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MODE", mode);
    environment.put("GREETING", "from the blueprint");
    return new ReplicaSpec(
        image,
        64L << 20,
        1000,
        8080,
        new Readiness("/index.html", readyWithin),
        environment,
        Duration.ofSeconds(5),
        Serving.DEFAULT);
  }
}
