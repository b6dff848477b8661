package io.dormouse.agents.host;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends every replica of the host and removes its remains, without Kafka. */
final class RemoveReplicas {

  private static final Logger LOG = LoggerFactory.getLogger(RemoveReplicas.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int AT_ONCE = 8;

  private final HostAgentSettings settings;

  RemoveReplicas(HostAgentSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns when nothing is left.
   *
   * @throws DriverException if a replica could not be removed; all others were
   */
  void run() {
    try (ReplicaDriver driver = Drivers.choose(settings);
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      driver.watch(() -> {});
      List<CompletableFuture<Void>> removals = new ArrayList<>();
      for (FoundReplica found : driver.list()) {
        removals.add(CompletableFuture.runAsync(() -> remove(driver, found), workers));
      }
      CompletableFuture.allOf(removals.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DriverException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void remove(ReplicaDriver driver, FoundReplica found) {
    driver.stop(found.handle(), GRACE);
    driver.remove(found.handle());
    LOG.atInfo()
        .setMessage("replica removed")
        .addKeyValue("replica", found.replica())
        .addKeyValue("generation", found.generation())
        .log();
  }
}
