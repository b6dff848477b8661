package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.ReplicaState.Absent;
import io.dormouse.core.instance.state.ReplicaState.BackingOff;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.host.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One replica of an instance.
 *
 * @param generation its newest generation, 0 before the first
 * @param lastHost host that runs it, or ran it last
 * @param failuresInRow failed starts since the last good one
 * @param crashedAt time of the last crash after which it was started again at once, or null
 */
public record Replica(
    int index,
    long generation,
    @Nullable HostId lastHost,
    int failuresInRow,
    @Nullable Instant crashedAt,
    ReplicaState state) {

  static final ReplicaState ABSENT = new Absent();

  static Replica first(int index, long generation) {
    return new Replica(index, generation, null, 0, null, ABSENT);
  }

  /** Host that holds it, or may still hold it. */
  public @Nullable HostId host() {
    return switch (state) {
      case Placed placed -> placed.host();
      case Lost lost -> lost.host();
      case Fencing fencing -> fencing.host();
      case Absent s -> null;
      case Queued s -> null;
      case BackingOff s -> null;
    };
  }

  /** True if it serves, or will without a further decision. */
  public boolean isComing() {
    return state instanceof Queued
        || state instanceof Fencing
        || state instanceof Starting
        || state instanceof Running;
  }

  public Replica in(ReplicaState newState) {
    return new Replica(index, generation, lastHost, failuresInRow, crashedAt, newState);
  }

  Replica placedOn(HostId host, long newGeneration) {
    return new Replica(index, newGeneration, host, failuresInRow, crashedAt, state);
  }

  Replica withFailuresInRow(int failures) {
    return new Replica(index, generation, lastHost, failures, crashedAt, state);
  }

  Replica crashed(Instant time) {
    return new Replica(index, generation, lastHost, failuresInRow, time, ABSENT);
  }

  /** The replica after its host confirmed its end. A host that was given up keeps nothing of it. */
  public Replica ended() {
    return switch (state) {
      case Lost lost -> new Replica(index, generation, null, failuresInRow, crashedAt, ABSENT);
      case Fencing fencing -> in(fencing.ended());
      case ReplicaState other -> in(ABSENT);
    };
  }

  /** The replica when its instance is not wanted awake any more. */
  Replica dismissed(Instant now) {
    Replica calm = withFailuresInRow(0);
    return switch (state) {
      case Starting s -> calm.in(new Stopping(now, s.host()));
      case Running s -> calm.in(new Stopping(now, s.host()));
      case Fencing s -> calm.in(s.host() == null ? ABSENT : Lost.dismissed(now, s.host()));
      case Queued s -> calm.in(ABSENT);
      case BackingOff s -> calm.in(ABSENT);
      case Stopping s -> calm;
      case Lost s -> calm.in(Lost.dismissed(s.since(), s.host()));
      case Absent s -> calm;
    };
  }

  /** The replica once nobody has access with its older credentials. */
  Replica fenced() {
    return state instanceof Lost ? in(ABSENT) : this;
  }
}
