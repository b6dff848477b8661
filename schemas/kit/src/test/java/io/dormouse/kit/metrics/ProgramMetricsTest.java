package io.dormouse.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgramMetricsTest {

  private final ProgramMetrics metrics = new ProgramMetrics();

  @Test
  void shouldWriteMetersForPrometheus() {
    Counter.builder("dormouse.kit.tests")
        .description("Tests that ran.")
        .tag("result", "passed")
        .register(metrics.registry())
        .increment();
    Timer.builder("dormouse.kit.test.duration")
        .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofSeconds(1))
        .register(metrics.registry())
        .record(Duration.ofMillis(250));

    assertThat(metrics.text())
        .contains("# HELP dormouse_kit_tests_total Tests that ran.\n")
        .contains("dormouse_kit_tests_total{result=\"passed\"} 1.0\n")
        .contains("dormouse_kit_test_duration_seconds_bucket{le=\"0.1\"} 0\n")
        .contains("dormouse_kit_test_duration_seconds_bucket{le=\"1.0\"} 1\n")
        .contains("dormouse_kit_test_duration_seconds_bucket{le=\"+Inf\"} 1\n")
        .contains("dormouse_kit_test_duration_seconds_sum 0.25\n");
  }

  @Test
  void shouldAddThoseOfTheJvmOnce() {
    new ProgramMetrics();

    assertThat(metrics.text())
        .containsOnlyOnce("# TYPE jvm_threads_current gauge\n")
        .containsOnlyOnce("\nprocess_open_fds ")
        .contains("jvm_memory_used_bytes{area=\"heap\"} ");
  }

  @Test
  void shouldKeepProgramsOfOneProcessApart() {
    Counter.builder("dormouse.kit.alone").register(metrics.registry());

    assertThat(new ProgramMetrics().text()).doesNotContain("dormouse_kit_alone");
  }
}
