package io.dormouse.streams.instance;

import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.Backoff;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.Failure;
import io.dormouse.schemas.instance.FailureKind;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** The host was told to stop it and has not confirmed yet. */
  record Stopping(Facts facts, HostId host, AfterStop next) implements Placed {
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

    /**
     * The host that was told to stop it and has not confirmed yet, after it was mute; it may still
     * run there.
     */
    Optional<HostId> unconfirmed() {
      return failure.kind() == FailureKind.NO_REPORT
          ? Optional.ofNullable(facts.lastHost())
          : Optional.empty();
    }

    @Override
    public InstanceStatus status() {
      return InstanceStatus.FAILED;
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

  /** What a stopping instance becomes. */
  enum AfterStop {
    ASLEEP,
    WOKEN,
    STOPPED,
    DELETED
  }
}
