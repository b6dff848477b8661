package io.dormouse.agents.host.driver;

import io.dormouse.language.instance.ChangedFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Port to the engine that runs replicas on this host. Every verb blocks, may be called from any
 * thread, and throws {@link DriverException} if the engine or the system says no. What is so
 * already counts as done: starting what runs, stopping what ended, removing what is gone. Closing
 * it touches no replica.
 */
public interface ReplicaDriver extends AutoCloseable {

  /** {@code docker} or {@code process}. */
  String name();

  /** True if a replica that ended can be started again. */
  boolean keepsEnded();

  /** All that is there of this host, whoever made it. */
  List<FoundReplica> list();

  /**
   * Begins to bring here what the replica is made from, which may take minutes.
   *
   * @return done when it is here; else fails with {@link ImageMissingException}
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

  /** Starts what was created, or what ended and was kept. */
  LiveReplica start(ReplicaHandle handle, ReplicaOrder order);

  /** Takes over what runs already; its end is done at once if it does not run. */
  LiveReplica adopt(ReplicaHandle handle, ReplicaOrder order);

  /** Makes what was started again carry the order's generation. */
  void rename(ReplicaHandle handle, ReplicaOrder order);

  /** Returns when nothing of it runs any more: asks it to end, and kills it after the grace. */
  Exit stop(ReplicaHandle handle, Duration grace);

  /** Files that it changed where they do not stay; empty for none. It has ended. */
  Optional<ChangedFiles> changedFiles(ReplicaHandle handle);

  /** The last lines it wrote, oldest first. */
  List<String> logs(ReplicaHandle handle, int lines);

  /**
   * Takes away all that is left of it, running or not, also where an earlier removal was not done;
   * returns when it is gone.
   */
  void remove(ReplicaHandle handle);

  /**
   * Begins to watch for replicas that end.
   *
   * @param missed is run when some of what happened may not have been seen; a {@link #list} makes
   *     up for it
   */
  void watch(Runnable missed);

  @Override
  void close();
}
