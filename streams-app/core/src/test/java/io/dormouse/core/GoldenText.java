package io.dormouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that is kept in the sources, so that a change of behaviour shows in the review as a change
 * of that file.
 */
public record GoldenText(String name) {

  private static final Path DIRECTORY = Path.of("src/test/resources/golden");

  /** Compares, or with {@code -Dgolden.update=true} writes the file anew. */
  public void isEqualTo(String actual) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, actual);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "(there is no such file)")
        .as(
            "%s. If the change is meant, run the test once with"
                + " -Dtest.jvm.args=-Dgolden.update=true and commit the file.",
            file)
        .isEqualTo(actual);
  }
}
