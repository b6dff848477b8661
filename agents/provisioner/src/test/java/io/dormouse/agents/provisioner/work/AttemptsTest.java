package io.dormouse.agents.provisioner.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.settings.RetrySettings;
import io.dormouse.schemas.resources.ResourceStep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final Duration SHORT = Duration.ofMillis(1);

  private final Course course = new Course();
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void shouldTryUntilItSucceeds() throws Exception {
    String result =
        attempts(SHORT)
            .until(
                ResourceStep.CREATE_BUCKET,
                course,
                List.of(),
                () -> {
                  if (tries.incrementAndGet() < 4) {
                    throw new IOException("connection refused");
                  }
                  return "done";
                });

    assertThat(result).isEqualTo("done");
    assertThat(tries).hasValue(4);
  }

  @Test
  void shouldGiveUpWithTheStepAndTheServersWordsButNoSecret() {
    assertThatThrownBy(() ->
            attempts(SHORT)
                .until(
                    ResourceStep.CREATE_LOGIN,
                    course,
                    List.of("canary"),
                    () -> {
                      tries.incrementAndGet();
                      throw new IOException("no\n way with canary in it");
                    }))
        .isInstanceOf(StepFailedException.class)
        .hasMessage("IOException: no way with *** in it")
        .extracting(failure -> ((StepFailedException) failure).step())
        .isEqualTo(ResourceStep.CREATE_LOGIN);
    assertThat(tries).hasValue(5);
  }

  @Test
  void shouldGiveUpSoonerWhenTheServerSaysNo() {
    assertThatThrownBy(() -> attempts(SHORT).until(ResourceStep.SEED, course, List.of(), this::no))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("permission denied (SQL state 42501)");
    assertThat(tries).hasValue(2);
  }

  private boolean no() throws SQLException {
    tries.incrementAndGet();
    throw new SQLException("permission denied", "42501");
  }

  @Test
  void shouldNotTryAgainWhatIsHopeless() {
    assertThatThrownBy(() ->
            attempts(SHORT)
                .until(
                    ResourceStep.SEED,
                    course,
                    List.of(),
                    () -> {
                      tries.incrementAndGet();
                      throw new HopelessException("Expected a seed.");
                    }))
        .hasMessage("Expected a seed.");
    assertThat(tries).hasValue(1);
  }

  @Test
  void shouldEndThePauseWhenANewerCommandCounts() throws Exception {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    CompletableFuture<Void> tried = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            attempts(Duration.ofHours(1))
                .until(
                    ResourceStep.CREATE_BUCKET,
                    course,
                    List.of(),
                    () -> {
                      tried.complete(null);
                      throw new IOException("connection refused");
                    });
          } catch (Exception e) {
            end.complete(e);
          }
        });
    tried.get(10, TimeUnit.SECONDS);

    course.supersede();

    assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CourseEndedException.class);
    assertThat(course.isSuperseded()).isTrue();
  }

  @Test
  void shouldLetOthersWorkWhileOnePauses() throws Exception {
    Attempts one = attempts(Duration.ofHours(1));
    CompletableFuture<Void> tried = new CompletableFuture<>();
    Thread pausing =
        Thread.ofVirtual()
            .start(() -> {
              try {
                one.until(
                    ResourceStep.CREATE_BUCKET,
                    course,
                    List.of(),
                    () -> {
                      tried.complete(null);
                      throw new IOException("connection refused");
                    });
              } catch (Exception e) {
                tried.completeExceptionally(e);
              }
            });
    tried.get(10, TimeUnit.SECONDS);

    assertThat(one.until(ResourceStep.SEED, new Course(), List.of(), () -> "done"))
        .isEqualTo("done");
    course.stop();
    pausing.join();
  }

  private static Attempts attempts(Duration first) {
    return new Attempts(
        new RetrySettings(5, 2, first, first.multipliedBy(2)), 1, RandomGenerator.getDefault());
  }
}
