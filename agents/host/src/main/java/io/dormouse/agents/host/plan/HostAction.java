package io.dormouse.agents.host.plan;

import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One step towards the desired state. */
public sealed interface HostAction {

  ReplicaId replica();

  /** Create a replica and start it. */
  record StartNew(RunReplica command) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /** Start a replica in the kept container of an earlier generation. */
  record StartKept(RunReplica command, ActualReplica kept) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /** Take over a running replica, and report it when it is ready. */
  record Adopt(RunReplica command, ActualReplica running) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /** Give up a start that nobody wants any more. */
  record Abandon(ReplicaId replica) implements HostAction {}

  /** Report that there is no room. */
  record Refuse(RunReplica command, String reason, long memoryFreeBytes) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /**
   * Stop a running replica.
   *
   * @param keep true if it may be started again later
   * @param because the replica's newest command, or null if there is none; nothing is stopped if it
   *     is another one by then
   */
  record Stop(ActualReplica running, Duration grace, boolean keep, @Nullable HostCommand because)
      implements HostAction {
    @Override
    public ReplicaId replica() {
      return running.replica();
    }
  }

  /** Report that nothing of the replica runs any more. */
  record ConfirmStopped(StopReplica command) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /** Report that a replica ended by itself, and remove its remains. */
  record ReportCrash(RunReplica command, ActualReplica ended) implements HostAction {
    @Override
    public ReplicaId replica() {
      return command.replica();
    }
  }

  /** Remove the remains of a replica. */
  record Remove(ActualReplica leftOver) implements HostAction {
    @Override
    public ReplicaId replica() {
      return leftOver.replica();
    }
  }
}
