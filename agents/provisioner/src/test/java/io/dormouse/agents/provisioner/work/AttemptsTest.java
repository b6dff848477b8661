package io.dormouse.agents.provisioner.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.settings.RetrySettings;
import io.dormouse.language.resources.ResourceStep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

class AttemptsTest {

  private static final Duration SHORT = Duration.ofMillis(1);

  private final CancellationToken cancellation = new CancellationToken();
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void shouldTryUntilItSucceeds() throws Exception {
    String result =
        attempts(SHORT)
            .until(
                ResourceStep.CREATE_BUCKET,
                cancellation,
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
                    cancellation,
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
    assertThatThrownBy(
            () -> attempts(SHORT).until(ResourceStep.SEED, cancellation, List.of(), this::no))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("permission denied (SQL state 42501)");
    assertThat(tries).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "409, OperationAborted, A conflicting conditional operation is currently in progress",
    "404, NoSuchBucket, The specified bucket does not exist",
    "404, NoSuchEntity, The user with name x cannot be found",
    "404, NoSuchBucketPolicy, The bucket policy does not exist",
    "400, MalformedPolicy, Invalid principal in policy",
    "400, MalformedPolicyDocument, Invalid principal in policy",
    "503, SlowDown, Please reduce your request rate",
    "503, ServiceUnavailable, Reduce your request rate",
    "400, RequestTimeout, Your socket connection to the server was not read from",
    "409, ConcurrentModification, Concurrent modification of the policy",
    "409, EntityTemporarilyUnmodifiable, try again",
    "409, DeleteConflict, must delete access keys first",
    "409, BucketNotEmpty, not empty",
    "400, ExpiredToken, The provided token has expired"
  })
  void shouldTakeWhatPassesForNoRefusal(int status, String code, String message) {
    assertThatThrownBy(() -> fails(status, code, message))
        .isInstanceOf(StepFailedException.class)
        .hasMessage("%s: %s (status %d)", code, message, status);
    assertThat(tries).as("all attempts of a server that is busy").hasValue(5);
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, no",
    "409, BucketAlreadyExists, of another account",
    "409, LimitExceeded, too many users",
    "400, MalformedPolicy, Invalid action in policy",
    "404, NoSuchKey, no such key"
  })
  void shouldTakeWhatStaysForARefusal(int status, String code, String message) {
    assertThatThrownBy(() -> fails(status, code, message)).isInstanceOf(StepFailedException.class);
    assertThat(tries).hasValue(2);
  }

  private void fails(int status, String code, String message) throws Exception {
    attempts(SHORT)
        .until(
            ResourceStep.CREATE_BUCKET,
            cancellation,
            List.of(),
            () -> {
              tries.incrementAndGet();
              throw S3Exception.builder()
                  .statusCode(status)
                  .awsErrorDetails(
                      AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                  .build();
            });
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
                    cancellation,
                    List.of(),
                    () -> {
                      tries.incrementAndGet();
                      throw new PermanentFailureException("Expected a seed.");
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
                    cancellation,
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

    cancellation.supersede();

    assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(WorkCancelledException.class);
    assertThat(cancellation.isSuperseded()).isTrue();
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
                    cancellation,
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

    assertThat(one.until(ResourceStep.SEED, new CancellationToken(), List.of(), () -> "done"))
        .isEqualTo("done");
    cancellation.stop();
    pausing.join();
  }

  private static Attempts attempts(Duration first) {
    return new Attempts(
        new RetrySettings(5, 2, first, first.multipliedBy(2)), 1, RandomGenerator.getDefault());
  }
}
