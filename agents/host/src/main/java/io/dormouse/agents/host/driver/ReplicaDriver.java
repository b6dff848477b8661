package io.dormouse.agents.host.driver;

import io.dormouse.language.instance.ChangedFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Port to the engine that runs replicas on this host. Every verb blocks, may be called from any
 * thread, and throws {@link DriverException} if the engine or the system says no. Verbs are
 * idempotent: a running replica can be started, an ended one stopped, and a removed one removed
 * again. Closing the driver touches no replica.
 */
public interface ReplicaDriver extends AutoCloseable {

  /** {@code docker} or {@code process}. */
  String name();

  /** True if a replica that ended can be started again. */
  boolean keepsEnded();

  /** All replicas of this host, including those of earlier agents. */
  List<FoundReplica> list();

  /**
   * Begins to fetch the replica's image, which may take minutes.
   *
   * @return completed when the image is here; fails with {@link ImageMissingException} otherwise
   */
  default CompletableFuture<Void> fetch(ReplicaOrder order) {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Makes a replica without starting it.
   *
   * @throws ImageMissingException if its image is not on this host
   */
  CreatedReplica create(ReplicaOrder order);

  /** Starts a replica that was created, or one that ended and was kept. */
  LiveReplica start(ReplicaHandle handle, ReplicaOrder order);

  /** Takes over a running replica. Its end is completed at once if it does not run. */
  LiveReplica adopt(ReplicaHandle handle, ReplicaOrder order);

  /** Gives a replica that was started again the order's generation. */
  void rename(ReplicaHandle handle, ReplicaOrder order);

  /**
   * Asks a replica to end and kills it after the grace; returns when nothing of it runs any more.
   */
  Exit stop(ReplicaHandle handle, Duration grace);

  /** Files that an ended replica changed and that go with its remains; empty if there are none. */
  Optional<ChangedFiles> changedFiles(ReplicaHandle handle);

  /** The last lines that a replica wrote, oldest first. */
  List<String> logs(ReplicaHandle handle, int lines);

  /**
   * Removes a replica, running or not, and what an unfinished removal left of it; returns when it
   * is gone.
   */
  void remove(ReplicaHandle handle);

  /**
   * Begins to watch for replicas that end.
   *
   * @param missed runs when ends may have been missed; a {@link #list} finds them
   */
  void watch(Runnable missed);

  @Override
  void close();
}
