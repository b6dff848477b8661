package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.settings.RetrySettings;
import io.dormouse.language.resources.ResourceStep;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a step until it succeeds or is given up, with pauses between the attempts. The number of
 * attempts under way at once is limited; a pause does not count.
 */
public final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** One attempt. */
  public interface Try<T> {
    T run() throws Exception;
  }

  private final RetrySettings settings;
  private final Semaphore places;
  private final RandomGenerator random;

  public Attempts(RetrySettings settings, int atOnce, RandomGenerator random) {
    this.settings = settings;
    this.places = new Semaphore(atOnce);
    this.random = random;
  }

  /**
   * Returns the result of the first attempt that succeeds.
   *
   * @param secrets texts that must not be in a message
   * @throws StepFailedException when the step was given up
   * @throws WorkCancelledException when the work is cancelled
   */
  public <T> T until(
      ResourceStep step, CancellationToken token, Collection<String> secrets, Try<T> one)
      throws StepFailedException, WorkCancelledException, InterruptedException {
    int refused = 0;
    for (int attempt = 1; ; attempt++) {
      token.check();
      Exception failure;
      places.acquire();
      try {
        return one.run();
      } catch (InterruptedException | WorkCancelledException e) {
        throw e;
      } catch (Exception e) {
        failure = e;
      } finally {
        places.release();
      }
      token.check();
      String words = ServerFailures.of(failure, secrets);
      refused += ServerFailures.isRefusal(failure) ? 1 : 0;
      if (failure instanceof PermanentFailureException
          || failure instanceof OperatorNeededException
          || attempt >= settings.attempts()
          || refused >= settings.refusedAttempts()) {
        throw new StepFailedException(step, words);
      }
      Duration pause = settings.backoff().after(attempt, random);
      LOG.atWarn()
          .setMessage("step failed, will be tried again")
          .addKeyValue("step", step)
          .addKeyValue("attempt", attempt)
          .addKeyValue("pause_ms", pause.toMillis())
          .addKeyValue("reason", words)
          .log();
      token.pause(pause);
    }
  }
}
