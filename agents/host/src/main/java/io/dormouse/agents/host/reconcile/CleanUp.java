package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.language.instance.ChangedFiles;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a failed replica and tries again until that is done, since a failure is only reported when
 * nothing of the replica runs any more.
 */
final class CleanUp {

  private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int LAST_LINES = 20;

  private final ReplicaDriver driver;

  CleanUp(ReplicaDriver driver) {
    this.driver = driver;
  }

  Exit stop(ReplicaHandle handle, Duration grace) throws InterruptedException {
    return untilDone(handle, () -> driver.stop(handle, grace));
  }

  void remove(ReplicaHandle handle) throws InterruptedException {
    untilDone(
        handle,
        () -> {
          driver.remove(handle);
          return handle;
        });
  }

  /** The last log lines, or none if the driver cannot read them; nothing depends on them. */
  List<String> lastLines(ReplicaHandle handle) {
    try {
      return driver.logs(handle, LAST_LINES);
    } catch (DriverException e) {
      LOG.atWarn()
          .setMessage("last log lines could not be read")
          .addKeyValue("handle", handle)
          .addKeyValue("reason", e.getMessage())
          .log();
      return List.of();
    }
  }

  /**
   * The changed files, or null for none. Nothing depends on them, so a driver that cannot tell
   * counts as none.
   */
  @Nullable ChangedFiles changedFiles(ReplicaHandle handle) {
    try {
      return driver.changedFiles(handle).orElse(null);
    } catch (DriverException e) {
      LOG.atWarn()
          .setMessage("changed files could not be read")
          .addKeyValue("handle", handle)
          .addKeyValue("reason", e.getMessage())
          .log();
      return null;
    }
  }

  private static <T> T untilDone(ReplicaHandle handle, Supplier<T> verb)
      throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the agent ends and leaves everything as it is");
      }
      try {
        return verb.get();
      } catch (DriverException e) {
        LOG.atWarn()
            .setMessage("cleaning up failed, will try again")
            .addKeyValue("handle", handle)
            .addKeyValue("reason", e.getMessage())
            .log();
        Thread.sleep(PAUSE);
      }
    }
  }
}
