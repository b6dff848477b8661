package io.dormouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void shouldEndWithOneResultLineForEachFigure() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Report report = new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    report.result("wake.overhead.median", 21.456, "ms", "<=25");
    report.line("a line for people");
    report.result("idle.cpu", 3, "percent_of_a_core", "<=5");
    report.end();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .endsWith(
            """

            RESULT name=wake.overhead.median value=21.46 unit=ms aim=<=25
            RESULT name=idle.cpu value=3.00 unit=percent_of_a_core aim=<=5
            """);
  }
}
