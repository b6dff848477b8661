package io.dormouse.core.instance.state;

import io.dormouse.language.cause.Failure;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** State of an instance's life. Only {@link InstanceEvolution} creates the next one. */
public sealed interface InstanceState {

  /** Never existed. */
  record None() implements InstanceState {}

  /** A state that is stored. */
  sealed interface Existing extends InstanceState {
    InstanceId id();

    long sequence();

    Instant since();

    long generation();

    List<CommandId> recentCommands();

    InstanceStatus status();
  }

  /** All states between requested and deleted. */
  sealed interface Living extends Existing {
    Facts facts();

    @Override
    default InstanceId id() {
      return facts().id();
    }

    @Override
    default long sequence() {
      return facts().sequence();
    }

    @Override
    default Instant since() {
      return facts().since();
    }

    @Override
    default long generation() {
      return facts().generation();
    }

    @Override
    default List<CommandId> recentCommands() {
      return facts().recentCommands();
    }
  }

  /** A state in which the host may hold the replica. */
  sealed interface Placed extends Living {
    HostId host();
  }

  /** Requested; its resources do not exist yet. */
  record Requested(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.REQUESTED;
    }
  }

  /** Owns no container; the next request wakes it. */
  record Asleep(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.ASLEEP;
    }
  }

  /**
   * Wanted, but without a host.
   *
   * @param excluded hosts that refused it since it was woken
   */
  record Queued(Facts facts, Set<HostId> excluded) implements Living {
    public Queued {
      excluded = Set.copyOf(excluded);
    }

    @Override
    public InstanceStatus status() {
      return InstanceStatus.QUEUED;
    }
  }

  /** Commanded to a host. */
  record Starting(Facts facts, HostId host) implements Placed {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.STARTING;
    }
  }

  /**
   * Serves at the address.
   *
   * @param activityRecordedAt time at which use was last written to the log
   */
  record Running(
      Facts facts,
      HostId host,
      String address,
      int port,
      Instant readyAt,
      Instant activityRecordedAt)
      implements Placed {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.RUNNING;
    }
  }

  /**
   * Commanded to stop, not confirmed yet.
   *
   * @param retirement its retirement if it is being deleted, else null
   */
  record Stopping(Facts facts, HostId host, AfterStop next, @Nullable Retirement retirement)
      implements Placed {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.STOPPING;
    }
  }

  /** Stopped by an operator or owner; requests do not wake it. */
  record Stopped(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.STOPPED;
    }
  }

  /**
   * Its last start, or its replica, failed. It starts again after the back-off, at the next
   * request.
   */
  record Failed(Facts facts, Failure failure, Backoff backoff) implements Living {

    @Override
    public InstanceStatus status() {
      return InstanceStatus.FAILED;
    }
  }

  /** Wanted, but an older generation may still run: it is fenced before a new one starts. */
  record Fencing(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.FENCING;
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
      return revoked && (!export || resources == null || resources.exported() != null);
    }

    @Override
    public InstanceStatus status() {
      return InstanceStatus.RETIRED;
    }
  }

  /** Its resources are being removed; it cannot be restored any more. */
  record Removing(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
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

  /**
   * A deleted instance's wait for its removal.
   *
   * @param until earliest time of its removal
   */
  record Retirement(Instant until, boolean export) {}

  /** The state after a stop. */
  enum AfterStop {
    ASLEEP,
    WOKEN,
    STOPPED,
    DELETED
  }
}
