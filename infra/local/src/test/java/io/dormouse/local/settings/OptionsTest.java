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
      quoteCharacter = '`',
      textBlock =
          """
          --bogus          | Unknown option: '--bogus'
          eight            | Unmatched argument at index 0: 'eight'
          --edge-port      | Missing required parameter for option '--edge-port' (N)
          --api-port=65536 | Invalid value for option '--api-port': expected a port from 1 to 65535, got "65536"
          --s3-port=0      | Invalid value for option '--s3-port': expected a port from 1 to 65535, got "0"
          --kafka-port=abc | Invalid value for option '--kafka-port': expected a port from 1 to 65535, got "abc"
          --driver=podman  | Invalid value for option '--driver': expected one of [DOCKER, PROCESS, AUTO] (case-insensitive) but was 'podman'
          --data=--fresh   | Expected parameter for option '--data' but found '--fresh'
          --data=          | Invalid value for option '--data': expected a directory, got ""
          --fresh=yes      | Invalid value for option '--fresh': 'yes' is not a boolean
          """)
  void shouldSayWhatWasExpectedAndWhatCame(String argument, String message) {
    assertThatThrownBy(() -> parse(argument))
        .isInstanceOf(CannotStart.class)
        .hasMessage(message + "; infra/up --help lists the options");
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
