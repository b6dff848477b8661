package io.dormouse.core.instance.state;

import io.dormouse.language.cause.Failure;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.ReplicaStage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** State of one replica; what is wanted of it follows from the life of its instance. */
public sealed interface ReplicaState {

  ReplicaStage stage();

  /** Time at which the state was entered; while it is queued, its place. Null while absent. */
  @Nullable Instant since();

  /** A state in which the host was told to run or stop it and has not confirmed its end. */
  sealed interface Placed extends ReplicaState {
    HostId host();
  }

  /** Nothing of it runs. */
  record Absent() implements ReplicaState {
    @Override
    public ReplicaStage stage() {
      return ReplicaStage.ABSENT;
    }

    @Override
    public @Nullable Instant since() {
      return null;
    }
  }

  /**
   * Wanted, but without a host.
   *
   * @param since its place in the queue: the time of its wake, or of its loss if that is later
   * @param excluded hosts that refused it since then, the latest one last
   */
  record Queued(Instant since, List<HostId> excluded) implements ReplicaState {
    public Queued {
      excluded = List.copyOf(excluded);
    }

    @Override
    public ReplicaStage stage() {
      return ReplicaStage.QUEUED;
    }
  }

  /**
   * Wanted, but it gets other credentials first.
   *
   * @param host host where the older generation may still run, or null
   * @param excluded hosts that refused it before in this wake, the latest one last
   * @param queuedSince its place in the queue, or null for that of its wake
   */
  record Fencing(
      Instant since, @Nullable HostId host, List<HostId> excluded, @Nullable Instant queuedSince)
      implements ReplicaState {
    public Fencing {
      excluded = List.copyOf(excluded);
    }

    Fencing at(Instant time) {
      return new Fencing(time, host, excluded, queuedSince);
    }

    /** Nothing runs on its host any more. */
    Fencing ended() {
      return new Fencing(since, null, excluded, queuedSince);
    }

    @Override
    public ReplicaStage stage() {
      return ReplicaStage.FENCING;
    }
  }

  /**
   * Commanded to a host.
   *
   * @param excluded hosts that refused it before, the latest one last
   * @param queuedSince its place in the queue, or null if it started without a wait
   */
  record Starting(Instant since, HostId host, List<HostId> excluded, @Nullable Instant queuedSince)
      implements Placed {
    public Starting {
      excluded = List.copyOf(excluded);
    }

    @Override
    public ReplicaStage stage() {
      return ReplicaStage.STARTING;
    }
  }

  /** Serves at the address since it became ready. */
  record Running(Instant since, HostId host, String address, int port) implements Placed {
    @Override
    public ReplicaStage stage() {
      return ReplicaStage.RUNNING;
    }
  }

  /** Commanded to stop, not confirmed yet. */
  record Stopping(Instant since, HostId host) implements Placed {
    @Override
    public ReplicaStage stage() {
      return ReplicaStage.STOPPING;
    }
  }

  /** Its start failed, or it ended by itself, while others run. */
  record BackingOff(Instant since, Failure failure, Backoff backoff) implements ReplicaState {
    @Override
    public ReplicaStage stage() {
      return ReplicaStage.BACKING_OFF;
    }
  }

  /**
   * Its host did not confirm the end, and it may still run there.
   *
   * @param excluded hosts that refused it before in this wake, the latest one last
   * @param queuedSince its place in the queue, or null for that of its wake
   */
  record Lost(Instant since, HostId host, List<HostId> excluded, @Nullable Instant queuedSince)
      implements ReplicaState {

    public Lost {
      excluded = List.copyOf(excluded);
    }

    /** One that is not wanted any more. */
    static Lost dismissed(Instant since, HostId host) {
      return new Lost(since, host, List.of(), null);
    }

    @Override
    public ReplicaStage stage() {
      return ReplicaStage.LOST;
    }
  }
}
