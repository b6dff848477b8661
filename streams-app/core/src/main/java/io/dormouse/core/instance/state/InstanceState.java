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

/** Where an instance is in its life. Only {@link InstanceEvolution} makes the next one. */
public sealed interface InstanceState {

  /** Never heard of. */
  record None() implements InstanceState {}

  /** What a store holds. */
  sealed interface Existing extends InstanceState {
    InstanceId id();

    long sequence();

    Instant since();

    long generation();

    List<CommandId> recentCommands();

    InstanceStatus status();
  }

  /** Everything between requested and deleted. */
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

  /** A state in which the host may have something of the replica. */
  sealed interface Placed extends Living {
    HostId host();
  }

  /** Asked for; its resources are not there yet. */
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

  /** A host was told to run it. */
  record Starting(Facts facts, HostId host) implements Placed {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.STARTING;
    }
  }

  /**
   * Serves at the address.
   *
   * @param activityRecordedAt when use was last written to the log
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
   * The host was told to stop it and has not confirmed yet.
   *
   * @param retirement what follows when it is deleted, else null
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
   * Its last start, or its replica, failed; it is not tried again before the backoff is over and
   * somebody asks.
   */
  record Failed(Facts facts, Failure failure, Backoff backoff) implements Living {

    @Override
    public InstanceStatus status() {
      return InstanceStatus.FAILED;
    }
  }

  /**
   * Wanted, but an older generation may still run somewhere: it is locked out of its resources
   * before a new one starts.
   */
  record Fencing(Facts facts) implements Living {
    @Override
    public InstanceStatus status() {
      return InstanceStatus.FENCING;
    }
  }

  /**
   * Deleted, but it can be restored.
   *
   * @param until when it is removed, at the earliest
   * @param export whether its data is to be in an archive before that
   * @param revoked whether nobody gets into its resources any more
   */
  record Retired(Facts facts, Instant until, boolean export, boolean revoked) implements Living {

    /** Whether nothing but time is in the way of its removal. */
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

  /** Gone. The numbers stay, so that a new instance of that name goes on counting. */
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
   * How a deleted instance waits for its removal.
   *
   * @param until when it is removed, at the earliest
   */
  record Retirement(Instant until, boolean export) {}

  /** What a stopping instance becomes. */
  enum AfterStop {
    ASLEEP,
    WOKEN,
    STOPPED,
    DELETED
  }
}
