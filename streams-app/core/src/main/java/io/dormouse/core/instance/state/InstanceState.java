package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State of an instance: its life, which is what is wanted, and its replicas, which are what is
 * there. Only {@link InstanceEvolution} creates the next one.
 */
public sealed interface InstanceState {

  /** Never existed. */
  record None() implements InstanceState {}

  /** A state that is stored. */
  sealed interface Existing extends InstanceState {
    InstanceId id();

    long sequence();

    /** Newest generation of any replica. */
    long generation();

    List<CommandId> recentCommands();

    /** The status that people see, which follows from life and replicas. */
    InstanceStatus status();
  }

  /** All lives between requested and deleted. */
  sealed interface Living extends Existing {
    Facts facts();

    /** The status once no host has anything to stop. */
    InstanceStatus life();

    @Override
    default InstanceId id() {
      return facts().id();
    }

    @Override
    default long sequence() {
      return facts().sequence();
    }

    @Override
    default long generation() {
      return facts().generation();
    }

    @Override
    default List<CommandId> recentCommands() {
      return facts().recentCommands();
    }

    @Override
    default InstanceStatus status() {
      return facts().has(Placed.class) ? InstanceStatus.STOPPING : life();
    }
  }

  /** Requested; its resources do not exist yet. */
  record Requested(Facts facts) implements Living {
    @Override
    public InstanceStatus life() {
      return InstanceStatus.REQUESTED;
    }
  }

  /** The next request wakes it. */
  record Asleep(Facts facts) implements Living {
    @Override
    public InstanceStatus life() {
      return InstanceStatus.ASLEEP;
    }
  }

  /**
   * Wanted awake. It serves while one replica runs.
   *
   * @param activityRecordedAt time at which use was last written to the log, or null before a start
   */
  record Awake(Facts facts, @Nullable Instant activityRecordedAt) implements Living {

    @Override
    public InstanceStatus life() {
      if (facts.has(Running.class)) {
        return InstanceStatus.RUNNING;
      }
      if (facts.has(Starting.class)) {
        return InstanceStatus.STARTING;
      }
      if (facts.has(Fencing.class)) {
        return InstanceStatus.FENCING;
      }
      return facts.has(Queued.class) ? InstanceStatus.QUEUED : InstanceStatus.STOPPING;
    }

    @Override
    public InstanceStatus status() {
      return life();
    }

    /** True if fewer replicas serve than should. */
    public boolean degraded() {
      int running = facts.replicasIn(Running.class).size();
      return running > 0 && running < facts.replicas().size();
    }
  }

  /** Stopped by an operator or owner; requests do not wake it. */
  record Stopped(Facts facts) implements Living {
    @Override
    public InstanceStatus life() {
      return InstanceStatus.STOPPED;
    }
  }

  /** All of its replicas failed. It starts again after the back-off, at the next request. */
  record Failed(Facts facts, Failure failure, Backoff backoff) implements Living {
    @Override
    public InstanceStatus life() {
      return InstanceStatus.FAILED;
    }
  }

  /**
   * Deleted, but restorable.
   *
   * @param until earliest time of its removal
   * @param export true if its data is to be archived before
   * @param revoked true if nobody can access its resources any more
   */
  record Retired(Facts facts, Instant until, boolean export, boolean revoked) implements Living {

    /** True if its removal waits for nothing but time. */
    public boolean settled() {
      Resources resources = facts.resources();
      return revoked
          && !facts.has(Placed.class)
          && (!export || resources == null || resources.exported() != null);
    }

    @Override
    public InstanceStatus life() {
      return InstanceStatus.RETIRED;
    }
  }

  /** Its resources are being removed; it cannot be restored any more. */
  record Removing(Facts facts) implements Living {
    @Override
    public InstanceStatus life() {
      return InstanceStatus.REMOVING;
    }
  }

  /** Deleted. The numbers remain for a new instance of that name. */
  record Deleted(
      InstanceId id, long sequence, Instant since, long generation, List<CommandId> recentCommands)
      implements Existing {
    public Deleted {
      recentCommands = List.copyOf(recentCommands);
    }

    @Override
    public InstanceStatus status() {
      return InstanceStatus.DELETED;
    }
  }
}
