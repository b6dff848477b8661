package io.dormouse.agents.host.plan;

import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One container or process of a replica, as it is now.
 *
 * @param handle null while it is being created
 * @param credentials version of the instance's own credentials that it was made with, 0 for none
 * @param phases phases of its start, if this agent saw it
 */
public record ActualReplica(
    ReplicaId replica,
    long generation,
    @Nullable ReplicaHandle handle,
    ActualState state,
    String specHash,
    long credentials,
    boolean outdated,
    long memoryBytes,
    @Nullable Exit exit,
    @Nullable StartPhases phases) {

  /** A replica as a driver found it. */
  public static ActualReplica of(FoundReplica found) {
    return new ActualReplica(
        found.replica(),
        found.generation(),
        found.handle(),
        switch (found.state()) {
          case CREATED -> ActualState.CREATED;
          case RUNNING -> ActualState.RUNNING;
          case ENDED -> ActualState.ENDED;
          case GOING -> ActualState.GOING;
        },
        found.specHash(),
        found.credentials(),
        found.outdated(),
        found.memoryBytes(),
        found.exit(),
        null);
  }

  /** The replica that a command will make. */
  public static ActualReplica starting(
      RunReplica command, @Nullable ReplicaHandle kept, String specHash) {
    return new ActualReplica(
        command.replica(),
        command.generation(),
        kept,
        ActualState.STARTING,
        specHash,
        credentialsOf(command),
        false,
        command.spec().memoryBytes(),
        null,
        null);
  }

  public ActualReplica in(ActualState newState) {
    return new ActualReplica(
        replica,
        generation,
        handle,
        newState,
        specHash,
        credentials,
        outdated,
        memoryBytes,
        exit,
        phases);
  }

  public ActualReplica ready(ReplicaHandle newHandle, StartPhases newPhases) {
    return new ActualReplica(
        replica,
        generation,
        newHandle,
        ActualState.READY,
        specHash,
        credentials,
        outdated,
        memoryBytes,
        null,
        newPhases);
  }

  public ActualReplica runningAs(ReplicaHandle newHandle) {
    return new ActualReplica(
        replica,
        generation,
        newHandle,
        ActualState.RUNNING,
        specHash,
        credentials,
        outdated,
        memoryBytes,
        null,
        phases);
  }

  public ActualReplica ended(Exit newExit) {
    return new ActualReplica(
        replica,
        generation,
        handle,
        ActualState.ENDED,
        specHash,
        credentials,
        outdated,
        memoryBytes,
        newExit,
        phases);
  }

  /** Version of the credentials that the command brings, 0 for none. */
  public static long credentialsOf(RunReplica command) {
    return command.credentials() == null ? 0 : command.credentials().version();
  }

  boolean live() {
    return state == ActualState.RUNNING || state == ActualState.READY;
  }

  Instant endedAt() {
    return exit == null ? Instant.MIN : exit.at();
  }
}
