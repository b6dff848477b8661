package io.dormouse.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script infra/up in a checkout whose programs are stand-ins that only print their arguments.
 */
class UpScriptIT {

  private static final Path SCRIPTS = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  private Path checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    for (String name : List.of("pom.xml", ".mvn/x", "schemas/x")) {
      make(name);
    }
    for (String script : List.of("up", "environment.sh", "sample-app/build-image")) {
      Files.copy(
          SCRIPTS.resolve(script), make("infra/" + script), StandardCopyOption.REPLACE_EXISTING);
    }
    make(
        "infra/local/src/main/resources/io/dormouse/local/settings/up-help.txt",
        Files.readString(Path.of("src/main/resources/io/dormouse/local/settings/up-help.txt")));
    for (String jar :
        List.of(
            "streams-app/app/target/streams-app.jar",
            "edge-proxy/target/edge-proxy.jar",
            "agents/host/target/host-agent.jar",
            "agents/provisioner/target/provisioner.jar",
            "infra/sample-app/target/sample-app.jar",
            "infra/benchmarks/target/benchmarks.jar",
            "infra/local/target/local.jar",
            "infra/local/target/lib/library.jar")) {
      FakeProgram.makeJar(checkout.resolve(jar));
    }
    Files.setLastModifiedTime(
        make("infra/sample-app/target/images/dormouse/sample-app/dev/run"),
        FileTime.from(Instant.now().plusSeconds(60)));
    Files.setLastModifiedTime(
        make("infra/local/target/build.stamp"), FileTime.from(Instant.now().plusSeconds(60)));
  }

  @Test
  void shouldSayNothingOfItsOwnInACopiedCheckout() throws Exception {
    String first = up(checkout);
    Path copy = folder.resolve("copy");
    run(folder, "cp", "-a", checkout.toString(), copy.toString());
    FileTime other = FileTime.from(Instant.now().minusSeconds(10));
    Files.setLastModifiedTime(copy.resolve("infra/local/target/lib/library.jar"), other);

    String second = up(copy);

    assertThat(first).isEqualTo("remove-replicas --driver process\n");
    assertThat(second).isEqualTo(first);
  }

  private String up(Path directory) throws Exception {
    return run(directory, "bash", "infra/up", "remove-replicas", "--driver", "process");
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private Path make(String name) throws IOException {
    return make(name, "");
  }

  private Path make(String name, String content) throws IOException {
    Path file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
