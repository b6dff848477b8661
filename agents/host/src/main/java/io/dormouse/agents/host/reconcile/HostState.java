package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.plan.ActualReplica;
import io.dormouse.agents.host.plan.ActualState;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.instance.ReplicaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replicas on this host, as far as the agent knows; for one thread. */
final class HostState {

  /**
   * An operation under way.
   *
   * @param before the replica before it, or null for a new one
   * @param during the replica until it ends
   * @param abandoned completed to give it up
   */
  record Operation(
      @Nullable ActualReplica before, ActualReplica during, CompletableFuture<Void> abandoned) {}

  private final Map<ReplicaHandle, ActualReplica> atRest = new HashMap<>();
  private final Map<ReplicaId, Operation> operations = new HashMap<>();
  private final Map<ReplicaId, Long> touched = new HashMap<>();
  private long now;

  List<ActualReplica> all() {
    List<ActualReplica> all = new ArrayList<>(atRest.values());
    operations.values().forEach(operation -> all.add(operation.during()));
    return all;
  }

  /**
   * The present mark. A replica that changes later is newer than a list that begins now; see {@link
   * #merge}.
   */
  long mark() {
    return now;
  }

  Operation begin(@Nullable ActualReplica before, ActualReplica during) {
    if (before != null) {
      atRest.remove(Objects.requireNonNull(before.handle()));
    }
    touch(during.replica());
    Operation operation = new Operation(before, during, new CompletableFuture<>());
    operations.put(during.replica(), operation);
    return operation;
  }

  void end(ReplicaId replica, @Nullable ActualReplica after) {
    operations.remove(replica);
    touch(replica);
    if (after != null) {
      atRest.put(Objects.requireNonNull(after.handle()), after);
    }
  }

  void abandon(ReplicaId replica) {
    Operation operation = operations.get(replica);
    if (operation != null) {
      operation.abandoned().complete(null);
    }
  }

  @Nullable ActualReplica atRest(ReplicaHandle handle) {
    return atRest.get(handle);
  }

  void put(ActualReplica changed) {
    touch(changed.replica());
    atRest.put(Objects.requireNonNull(changed.handle()), changed);
  }

  /**
   * Takes over the replicas that a driver found, except those that changed since the list was
   * begun. A ready replica stays ready until its end is told.
   */
  void merge(Collection<FoundReplica> found, long since) {
    Set<ReplicaHandle> there = new HashSet<>();
    for (FoundReplica one : found) {
      there.add(one.handle());
      ActualReplica known = atRest.get(one.handle());
      boolean isReady = known != null && known.state() == ActualState.READY;
      if (isSettled(one.replica(), since) && !isReady) {
        atRest.put(one.handle(), ActualReplica.of(one));
      }
    }
    atRest
        .values()
        .removeIf(one ->
            one.state() != ActualState.READY
                && isSettled(one.replica(), since)
                && !there.contains(Objects.requireNonNull(one.handle())));
    touched.values().removeIf(time -> time <= since);
  }

  private boolean isSettled(ReplicaId replica, long since) {
    return !operations.containsKey(replica) && touched.getOrDefault(replica, 0L) <= since;
  }

  private void touch(ReplicaId replica) {
    touched.put(replica, ++now);
  }

  /** Replicas that take memory, for the host's report. */
  List<HeldReplica> held() {
    return all().stream().flatMap(HostState::held).toList();
  }

  private static Stream<HeldReplica> held(ActualReplica one) {
    return switch (one.state()) {
      case STARTING, ADOPTING, RUNNING -> Stream.of(held(one, HeldState.STARTING));
      case READY -> Stream.of(held(one, HeldState.READY));
      case STOPPING -> Stream.of(held(one, HeldState.STOPPING));
      case CREATED, ENDED, REMOVING, GOING -> Stream.empty();
    };
  }

  private static HeldReplica held(ActualReplica one, HeldState state) {
    return new HeldReplica(one.replica(), one.generation(), state, one.memoryBytes());
  }
}
