package io.dormouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.benchmarks.proxy.OtherEdge;
import io.dormouse.benchmarks.proxy.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void shouldReadNameAndOptions() {
    Arguments arguments = Arguments.parse(List.of("wake", "--runs", "7", "--driver", "process"));
    assertThat(arguments.name()).isEqualTo(Arguments.Name.WAKE);
    assertThat(arguments.runs()).contains(7);
    assertThat(arguments.driver()).contains("process");
  }

  @Test
  void shouldTakeACountForRuns() {
    Arguments arguments = Arguments.parse(List.of("signup", "--count", "200"));
    assertThat(arguments.name()).isEqualTo(Arguments.Name.SIGNUP);
    assertThat(arguments.runs()).contains(200);
  }

  @Test
  void shouldTakeNumbersOfClients() {
    assertThat(Arguments.parse(List.of("create", "--clients", "4,8")).clients())
        .containsExactly(4, 8);
    assertThat(Arguments.parse(List.of("create")).clients()).containsExactly(16, 64, 400);
  }

  @Test
  void shouldReadHowLongAndHowFastToMeasure() {
    Arguments arguments =
        Arguments.parse(
            List.of(
                "proxy",
                "--warm-up",
                "5",
                "--blocks",
                "9",
                "--rate",
                "3000",
                "--other-edge",
                "a.jar"));
    assertThat(arguments.name()).isEqualTo(Arguments.Name.PROXY);
    assertThat(arguments.pace()).isEqualTo(new Pace(5, 9, Pace.USUAL.seconds(), 3_000));
    assertThat(arguments.otherEdge())
        .isEqualTo(new OtherEdge(Optional.of(Path.of("a.jar")), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | Missing required parameter: 'NAME'
          sleep                 | expected one of [WAKE, HOP, SIGNUP, CREATE, ROUTES, SCALE, HISTORY, PROXY] (case-insensitive) but was 'sleep'
          wake --runs           | Missing required parameter for option '--runs'
          wake --runs 0         | option '--runs': expected a number from 1 to 9999999, but got '0'
          create --clients 4,x  | option '--clients' (<clients>): expected a number from 1 to 9999999, but got 'x'
          proxy --rate fast     | option '--rate': expected a number from 1 to 9999999
          proxy --scenario huge | expected one of [SMALL, LARGE, CONNECTIONS, HOSTS] (case-insensitive)
          hop --fast yes        | '--fast'
          """)
  void shouldSayWhatItExpected(String words, String message) {
    assertThatThrownBy(
            () -> Arguments.parse(words.isEmpty() ? List.of() : List.of(words.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldExplainEveryOptionInTheHelpText() throws IOException {
    String script = Files.readString(Path.of("../bench"));

    assertThat(new Arguments().commandLine().getCommandSpec().optionsMap().keySet())
        .hasSize(11)
        .allMatch(option -> script.contains("[" + option + " "));
  }
}
