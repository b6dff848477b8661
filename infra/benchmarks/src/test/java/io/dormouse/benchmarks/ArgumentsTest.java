package io.dormouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

  @ParameterizedTest
  @CsvSource({
    "sleep, 'Expected wake, hop, signup or routes'",
    "wake --runs, Expected a value after '--runs'",
    "wake --runs 0, Expected a number of runs",
    "hop --fast yes, 'Expected --runs, --count or --driver'",
  })
  void shouldSayWhatItExpected(String words, String message) {
    assertThatThrownBy(() -> Arguments.parse(List.of(words.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
