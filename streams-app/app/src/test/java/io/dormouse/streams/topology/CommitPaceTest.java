package io.dormouse.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

  private static final int A_SECOND_MS = 1000;

  private long nanos;
  private final CommitPace pace = new CommitPace(() -> nanos);

  @Test
  void shouldCommitEachTurnWhileThereAreFew() {
    for (int i = 0; i < 100; i++) {
      assertThat(commits(pace, 1, 5)).isTrue();
      pass(20);
    }
  }

  @Test
  void shouldCommitEachTurnOfAShortSeriesWithNothingBetween() {
    for (int i = 0; i < 6; i++) {
      assertThat(commits(pace, 1, 5)).isTrue();
    }
  }

  @Test
  void shouldCommitAtMostHalfOfTheTime() {
    assertThat(timeInCommitsOfASecond(1, 5)).isBetween(450, 600);
  }

  @Test
  void shouldCommitAtMostAQuarterOfTheTimeWhenThereAreManyTurns() {
    assertThat(timeInCommitsOfASecond(1000, 5)).isBetween(220, 330);
  }

  @Test
  void shouldCommitAtMostHalfOfTheTimeAlsoWhenCommitsAreSlow() {
    assertThat(timeInCommitsOfASecond(1, 100)).isBetween(400, 650);
  }

  @Test
  void shouldCommitAgainSoonAfterALongStop() {
    commits(pace, 1000, 60_000);
    assertThat(pace.turn()).isFalse();
    pass(200);

    assertThat(commits(pace, 1, 5)).isTrue();
  }

  @Test
  void shouldNotCountACommitThatNoTurnAskedFor() {
    for (int i = 0; i < 100; i++) {
      pass(5);
      pace.committed();
    }

    assertThat(pace.turn()).isTrue();
  }

  /** Milliseconds in commits, of a second in which turns come all the time. */
  private int timeInCommitsOfASecond(int turnsEach, int millisEach) {
    long end = nanos + Duration.ofMillis(A_SECOND_MS).toNanos();
    int inCommits = 0;
    while (nanos < end) {
      if (commits(pace, turnsEach, millisEach)) {
        inCommits += millisEach;
      } else {
        pass(1);
      }
    }
    return inCommits;
  }

  /** True if the turns are committed, which takes so long. */
  private boolean commits(CommitPace pace, int turns, long millis) {
    boolean asks = false;
    for (int i = 0; i < turns; i++) {
      asks |= pace.turn();
    }
    if (asks) {
      pass(millis);
      pace.committed();
    }
    return asks;
  }

  private void pass(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }
}
