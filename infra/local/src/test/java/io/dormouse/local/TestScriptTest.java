package io.dormouse.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arguments of the script infra/test that run nothing. */
class TestScriptTest {

  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  private record Ended(int code, String output) {}

  @Test
  void shouldListTheModulesInItsHelp() throws Exception {
    Ended help = test("--help");

    assertThat(help.code()).isZero();
    assertThat(help.output().lines()).containsAll(modules());
  }

  @Test
  void shouldRefuseANameThatIsNoModuleAndListThoseThereAre() throws Exception {
    Ended refused = test("edge-proxy", "edge");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.output())
        .startsWith(
            "infra/test: expected a module or a folder of modules, got \"edge\"; there are:\n");
    assertThat(refused.output().lines()).containsAll(modules());
  }

  @Test
  void shouldRefuseAnUnknownOption() throws Exception {
    Ended refused = test("--fast");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.output())
        .isEqualTo("infra/test: expected a module, got \"--fast\"; infra/test --help lists them\n");
  }

  private static List<String> modules() throws IOException {
    return Pattern.compile("<module>(.+)</module>")
        .matcher(Files.readString(REPOSITORY.resolve("pom.xml")))
        .results()
        .map(found -> "  " + found.group(1))
        .toList();
  }

  private static Ended test(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", "infra/test");
    builder.command().addAll(List.of(arguments));
    Process process = builder.directory(REPOSITORY.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
