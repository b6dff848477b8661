package io.dormouse.language.host;

import io.dormouse.language.cause.Failure;
import io.dormouse.language.instance.ChangedFiles;
import org.jspecify.annotations.Nullable;

/** Status of a replica that a host was told to run or stop. */
public sealed interface ReplicaStatus {

  /** It serves at the address, which the edges can reach. */
  record Ready(String address, int port, StartPhases phases) implements ReplicaStatus {}

  /** The host has no room for it; nothing was started. */
  record Refused(String reason, long memoryFreeBytes) implements ReplicaStatus {}

  /** It could not be started, or ended by itself; nothing of it runs any more. */
  record Failed(Failure failure, @Nullable StartPhases phases) implements ReplicaStatus {}

  /**
   * It was told to stop, and nothing of it runs any more.
   *
   * @param changedFiles changed files in its container, which are lost with the container; null if
   *     there are none, or the host did not look
   */
  record Stopped(@Nullable Integer exitCode, @Nullable ChangedFiles changedFiles)
      implements ReplicaStatus {

    /** A stop without changed files. */
    public Stopped(@Nullable Integer exitCode) {
      this(exitCode, null);
    }
  }
}
