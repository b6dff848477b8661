package io.dormouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void shouldTakeTheSmallestValueThatCoversTheShare() {
    Samples samples = new Samples();
    IntStream.rangeClosed(1, 200).map(i -> 201 - i).forEach(samples::add);
    assertThat(samples.median()).isEqualTo(100);
    assertThat(samples.p99()).isEqualTo(198);
  }

  @Test
  void shouldTakeTheOnlyValueForEveryShare() {
    Samples samples = new Samples();
    samples.add(Duration.ofNanos(1_500_000));
    assertThat(samples.median()).isEqualTo(1.5);
    assertThat(samples.p99()).isEqualTo(1.5);
  }

  @Test
  void shouldSubtractPairByPair() {
    Samples ours = new Samples();
    Samples theirs = new Samples();
    for (int i = 0; i < 5; i++) {
      ours.add(100 + 10.0 * i);
      theirs.add(90 + 10.0 * i);
    }
    Samples differences = ours.minus(theirs);
    assertThat(differences.count()).isEqualTo(5);
    assertThat(differences.median()).isEqualTo(10);
    assertThat(differences.p99()).isEqualTo(10);
  }

  @Test
  void shouldNotMakeUpAFigureFromNothing() {
    assertThatThrownBy(() -> new Samples().median()).isInstanceOf(IllegalStateException.class);
  }
}
