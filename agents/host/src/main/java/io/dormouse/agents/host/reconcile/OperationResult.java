package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.ChangedFiles;
import org.jspecify.annotations.Nullable;

/** Result of an operation on a replica. */
sealed interface OperationResult {

  /** The replica is ready. */
  record BecameReady(ReplicaHandle handle, LiveReplica live, StartPhases phases)
      implements OperationResult {}

  /** The replica could not be started, or ended by itself; nothing of it is left. */
  record EndedInFailure(Failure failure, @Nullable StartPhases phases) implements OperationResult {}

  /**
   * The start was given up.
   *
   * @param handle handle of a replica that may run now, or null if none was created
   */
  record Abandoned(@Nullable ReplicaHandle handle) implements OperationResult {}

  /**
   * Nothing of the replica runs any more.
   *
   * @param kept true if its remains were kept
   * @param changed files in it, or null for none
   */
  record EndedByStop(Exit exit, boolean kept, @Nullable ChangedFiles changed)
      implements OperationResult {}

  /** The replica's remains are gone. */
  record Removed() implements OperationResult {}

  /** The operation was not begun, since the replica's newest command was another one by then. */
  record NotWanted() implements OperationResult {}

  /** The driver failed; the operation is tried again later. */
  record NotDone(String reason) implements OperationResult {}
}
