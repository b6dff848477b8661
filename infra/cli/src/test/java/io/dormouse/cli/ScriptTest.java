package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script infra/dormouse in a checkout whose JDK is a stand-in that prints its arguments and its
 * directory, and whose Maven fails.
 */
class ScriptTest {

  @TempDir private Path folder;
  private Path checkout;

  private record Ended(int code, String output) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = folder.toRealPath().resolve("checkout");
    for (String script : List.of("dormouse", "environment.sh")) {
      Files.writeString(make("infra/" + script), Files.readString(Path.of("..").resolve(script)));
    }
    program("infra/cli/target/java", "#!/bin/sh\necho \"$PWD: $*\"\n");
    program("mvnw", "#!/bin/sh\nexit 1\n");
    for (String file :
        List.of(
            "pom.xml", "infra/cli/pom.xml", "infra/cli/src/main/x", "infra/cli/target/cli.jar")) {
      make(file);
    }
    Files.writeString(
        make("infra/cli/target/launcher"),
        "java=%s\nbuilt=%s\noptions=(-Xmx1m)\n"
            .formatted(
                checkout.resolve("infra/cli/target/java"),
                checkout.resolve("infra/cli/target/cli.jar")));
    setTime("infra/cli/target/launcher", 60);
  }

  @Test
  void shouldRunWhatIsBuiltInTheDirectoryOfTheCaller() throws Exception {
    Ended ended = run(checkout.resolve("infra/dormouse"), "plans", "show", "a b");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                "%s: -Xmx1m -jar %s plans show a b\n"
                    .formatted(folder.toRealPath(), checkout.resolve("infra/cli/target/cli.jar"))));
  }

  @Test
  void shouldBeFoundThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("dm"), checkout.resolve("infra/dormouse"));

    assertThat(run(link, "status").code()).isZero();
  }

  @Test
  void shouldBuildWhenASourceIsNewer() throws Exception {
    setTime("infra/cli/src/main/x", 120);

    assertThat(run(checkout.resolve("infra/dormouse"), "status"))
        .isEqualTo(
            new Ended(
                1,
                "building (log: infra/cli/target/build.log)\n"
                    + "infra/dormouse: the build failed, see above\n"));
  }

  @Test
  void shouldGiveTheStreamsAppToTheCheckOfTheLog() throws Exception {
    program(
        "infra/cli/target/java", "#!/bin/sh\necho \"$(readlink -f $DORMOUSE_STREAMS_APP): $*\"\n");
    make("schemas/x/src/main/y");
    make("streams-app/app/target/streams-app.jar");
    setTime("streams-app/app/target/streams-app.jar", 60);

    assertThat(run(checkout.resolve("infra/dormouse"), "verify").output())
        .startsWith(checkout.resolve("streams-app/app/target/streams-app.jar") + ": ")
        .endsWith(" verify\n");

    setTime("schemas/x/src/main/y", 120);
    assertThat(run(checkout.resolve("infra/dormouse"), "verify").output())
        .startsWith("building the streams app");
  }

  @Test
  void shouldBuildInACopiedCheckout() throws Exception {
    Path copy = folder.resolve("copy");
    new ProcessBuilder("cp", "-a", checkout.toString(), copy.toString()).start().waitFor();

    assertThat(run(copy.resolve("infra/dormouse"), "status").output()).startsWith("building");
  }

  private Ended run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private void setTime(String file, int seconds) throws IOException {
    Files.setLastModifiedTime(
        checkout.resolve(file), FileTime.from(Instant.now().plusSeconds(seconds)));
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(make(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path make(String name) throws IOException {
    Path file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.exists(file) ? file : Files.createFile(file);
  }
}
