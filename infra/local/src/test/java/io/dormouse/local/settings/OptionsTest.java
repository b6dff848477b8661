package io.dormouse.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.supervision.CannotStart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  private static final Path DEFAULT_DATA = Path.of("/checkout/.dormouse");

  @Test
  void shouldNeedNoArgument() throws CannotStart {
    assertThat(parse())
        .isEqualTo(
            new Options(DEFAULT_DATA, false, false, Options.DriverChoice.AUTO, Map.of(), false));
  }

  @Test
  void shouldTakeValuesInBothSpellings() throws CannotStart {
    assertThat(
            parse(
                "--data",
                "/somewhere",
                "--fresh",
                "--demo",
                "--driver=process",
                "--edge-port",
                "81",
                "--api-port=82",
                "--kafka-port",
                "83",
                "--s3-port=84",
                "--postgres-port=85",
                "--help"))
        .isEqualTo(
            new Options(
                Path.of("/somewhere"),
                true,
                true,
                Options.DriverChoice.PROCESS,
                Map.of(
                    PortOption.EDGE, 81,
                    PortOption.API, 82,
                    PortOption.KAFKA, 83,
                    PortOption.S3, 84,
                    PortOption.POSTGRES, 85),
                true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --bogus          | expected an option of infra/up, got "--bogus"; infra/up --help lists them
          eight            | expected an option of infra/up, got "eight"; infra/up --help lists them
          --edge-port      | expected a port from 1 to 65535 after --edge-port, got nothing
          --api-port=65536 | expected a port from 1 to 65535 after --api-port, got "65536"
          --s3-port=0      | expected a port from 1 to 65535 after --s3-port, got "0"
          --kafka-port=abc | expected a port from 1 to 65535 after --kafka-port, got "abc"
          --driver=podman  | expected docker, process or auto after --driver, got "podman"
          --data=--fresh   | expected a directory after --data, got "--fresh"
          --fresh=yes      | --fresh takes no value, got "yes"
          """)
  void shouldSayWhatWasExpectedAndWhatCame(String argument, String message) {
    assertThatThrownBy(() -> parse(argument)).isInstanceOf(CannotStart.class).hasMessage(message);
  }

  @Test
  void shouldExplainEveryOptionItKnows() throws CannotStart {
    List<String> explained =
        Pattern.compile("^  (--[a-z0-9-]+)", Pattern.MULTILINE)
            .matcher(Options.helpText())
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(explained)
        .containsExactlyElementsOf(
            Options.commandLine().getCommandSpec().options().stream()
                .map(option -> option.longestName())
                .toList())
        .contains("--data", "--demo", "--postgres-port", "--help");
  }

  private static Options parse(String... arguments) throws CannotStart {
    return Options.parse(List.of(arguments), DEFAULT_DATA);
  }
}
