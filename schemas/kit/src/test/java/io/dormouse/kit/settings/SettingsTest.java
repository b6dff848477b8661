package io.dormouse.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.host.HostId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@Setting(key = "inner.depth", byDefault = "2", doc = "How deep.") int depth) {
    Inner {
      if (depth > 9) {
        throw new SettingsException(
            "The setting inner.depth has the value %d. Expected 9 or less.".formatted(depth));
      }
    }
  }

  record Everything(
      @Setting(key = "a.name", byDefault = "anna", doc = "Who.") String name,
      @Setting(key = "a.count", byDefault = "1", doc = "How many.") int count,
      @Setting(key = "a.flag", byDefault = "false", doc = "Whether.") boolean flag,
      @Setting(key = "a.pause", byDefault = "4s", doc = "How long.") Duration pause,
      @Setting(key = "a.size", byDefault = "1KiB", doc = "How much.") ByteSize size,
      @Setting(key = "a.directory", byDefault = "data", doc = "Where.") Path directory,
      @Setting(key = "a.colour", byDefault = "red", doc = "Which.") Colour colour,
      @Setting(key = "a.host", byDefault = "host-1", doc = "On what.") HostId host,
      Inner inner) {}

  record Needed(@Setting(key = "needed.port", doc = "There is no default.") int port) {}

  @TempDir private Path directory;

  private static Everything load(Map<String, String> environment, String... flags) {
    return Settings.load(Everything.class, List.of(flags), environment);
  }

  private String config(String text) throws IOException {
    return "--config=" + Files.writeString(directory.resolve("settings.properties"), text);
  }

  @Test
  void shouldTakeTheDefaults() {
    assertThat(load(Map.of()))
        .isEqualTo(
            new Everything(
                "anna",
                1,
                false,
                Duration.ofSeconds(4),
                new ByteSize(1024),
                Path.of("data"),
                Colour.RED,
                new HostId("host-1"),
                new Inner(2)));
  }

  @Test
  void shouldReadEveryType() {
    assertThat(
            load(
                Map.of(),
                "--a.name=b=c",
                "--a.count=-7",
                "--a.flag=true",
                "--a.pause=250ms",
                "--a.size=2MiB",
                "--a.directory=/srv/data",
                "--a.colour=dark_blue",
                "--a.host=host-2",
                "--inner.depth=3"))
        .isEqualTo(
            new Everything(
                "b=c",
                -7,
                true,
                Duration.ofMillis(250),
                new ByteSize(2 << 20),
                Path.of("/srv/data"),
                Colour.DARK_BLUE,
                new HostId("host-2"),
                new Inner(3)));
  }

  /** Each source of a setting, alone and with all weaker ones. */
  @ParameterizedTest
  @CsvSource({
    "false, false, false, default",
    "true, false, false, file",
    "false, true, false, environment",
    "true, true, false, environment",
    "false, false, true, flag",
    "true, false, true, flag",
    "false, true, true, flag",
    "true, true, true, flag"
  })
  void shouldLetWhatComesLaterWin(boolean file, boolean environment, boolean flag, String winner)
      throws IOException {
    List<String> flags = new ArrayList<>();
    if (file) {
      flags.add(config("a.name=file\n"));
    }
    if (flag) {
      flags.add("--a.name=flag");
    }
    Map<String, String> variables =
        environment ? Map.of("DORMOUSE_A_NAME", "environment") : Map.of();
    String name = Settings.load(Everything.class, flags, variables).name();
    assertThat(name).isEqualTo(winner.equals("default") ? "anna" : winner);
  }

  @Test
  void shouldMixTheSources() throws IOException {
    Everything settings =
        load(
            Map.of("DORMOUSE_A_COUNT", "2", "DORMOUSE_INNER_DEPTH", "5", "PATH", "/bin"),
            config("# of the file\na.count=3\na.pause = 9s\na.name=Zoë\n"),
            "--inner.depth=6");
    assertThat(settings.count()).isEqualTo(2);
    assertThat(settings.pause()).isEqualTo(Duration.ofSeconds(9));
    assertThat(settings.name()).isEqualTo("Zoë");
    assertThat(settings.inner()).isEqualTo(new Inner(6));
  }

  @Test
  void shouldNameAnUnknownKeyAndTheKnownOnes() throws IOException {
    assertThatThrownBy(() -> load(Map.of(), "--a.nmae=x"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("Expected one of the settings [a.colour, a.count,")
        .hasMessageEndingWith("in the flags, but got 'a.nmae'.");
    String flag = config("a.nmae=x\n");
    assertThatThrownBy(() -> load(Map.of(), flag))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("in the file " + flag.substring("--config=".length()))
        .hasMessageEndingWith("but got 'a.nmae'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.name=x", "-a.name=x", "--a.name", "a", "", "--"})
  void shouldSayHowFlagsAreWritten(String flag) {
    assertThatThrownBy(() -> load(Map.of(), flag))
        .isInstanceOf(SettingsException.class)
        .hasMessage("Expected flags like '--key=value', but got '" + flag + "'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.count | x | Expected a whole number.",
        "a.count | '' | Expected a whole number.",
        "a.count | 2147483648 | Expected a whole number.",
        "a.count | 1.0 | Expected a whole number.",
        "a.flag | yes | Expected 'true' or 'false'.",
        "a.flag | TRUE | Expected 'true' or 'false'.",
        "a.pause | 4 | Expected a duration like '250ms', '4s', '30m', '12h' or '7d', but got '4'.",
        "a.size | 1MB | Expected a size like '512MiB', but got '1MB'.",
        "a.size | 999999999999TiB | Expected a size like '512MiB', but got '999999999999TiB'.",
        "a.colour | green | Expected one of [red, dark_blue].",
        "a.host | Host 1 | Expected a host id of 1 to 63 characters a-z, 0-9 and inner '-', '.', '_', but got 'Host 1'."
      })
  void shouldNameKeyAndValueAndWhatWasExpected(String key, String value, String expected) {
    assertThatThrownBy(() -> load(Map.of(), "--" + key + "=" + value))
        .isInstanceOf(SettingsException.class)
        .hasMessage("The setting %s has the value '%s'. %s".formatted(key, value, expected));
  }

  @Test
  void shouldRefuseAPathThatNoFileSystemHas() {
    assertThatThrownBy(() -> load(Map.of(), "--a.directory=a\0b"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("The setting a.directory has the value 'a\0b'.");
  }

  @Test
  void shouldCheckAValueFromTheEnvironmentToo() {
    assertThatThrownBy(() -> load(Map.of("DORMOUSE_A_COUNT", "many")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("The setting a.count has the value 'many'. Expected a whole number.");
  }

  @Test
  void shouldPassOnWhatARecordSaysOfItsOwn() {
    assertThatThrownBy(() -> load(Map.of(), "--inner.depth=10"))
        .isInstanceOf(SettingsException.class)
        .hasMessage("The setting inner.depth has the value 10. Expected 9 or less.");
  }

  @Test
  void shouldAskForASettingThatHasNoDefault() {
    assertThatThrownBy(() -> Settings.load(Needed.class, List.of(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("The setting needed.port has the value ''. Expected a whole number.");
  }

  @Test
  void shouldSayWhichFileCannotBeRead() {
    assertThatThrownBy(() -> load(Map.of(), "--config=" + directory.resolve("nowhere")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "Expected a readable settings file, but " + directory.resolve("nowhere"));
    assertThatThrownBy(() -> load(Map.of(), "--config=" + directory))
        .isInstanceOf(SettingsException.class);
    assertThatThrownBy(() -> load(Map.of(), "--config=a\0b")).isInstanceOf(SettingsException.class);
  }

  @Test
  void shouldRefuseAFileThatIsNotOfSettings() throws IOException {
    String badEscape = config("a.name=\\uZZZZ\n");
    assertThatThrownBy(() -> load(Map.of(), badEscape)).isInstanceOf(SettingsException.class);
    Path bytes = directory.resolve("bytes");
    Files.write(bytes, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> load(Map.of(), "--config=" + bytes))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void shouldShowTheSettingsAsATable() {
    assertThat(Settings.table(Needed.class))
        .isEqualTo(
            """
            | setting | default | what it does |
            | --- | --- | --- |
            | `needed.port` |  | There is no default. |
            """);
    assertThat(Settings.table(Everything.class))
        .contains("| `a.count` | `1` | How many. |\n", "| `inner.depth` | `2` | How deep. |\n");
  }

  @Test
  void shouldDescribeTheKafkaSettings() throws IOException {
    assertThat(Files.readString(Path.of("SETTINGS.md")))
        .as("SETTINGS.md should have the table that Settings.table(KafkaSettings.class) gives")
        .contains(Settings.table(KafkaSettings.class));
  }
}
