package io.dormouse.core.placement;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Hosts and waiting replicas of the pools that one scheduler serves. */
public record SchedulerState(Map<HostId, HostEntry> hosts, Map<ReplicaId, WaitingReplica> waiting) {

  public SchedulerState {
    // In their order, unlike Map.copyOf, so that the same input has the same output.
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    waiting = Collections.unmodifiableMap(new LinkedHashMap<>(waiting));
  }

  public static SchedulerState of(Collection<HostEntry> hosts, Collection<WaitingReplica> waiting) {
    Map<HostId, HostEntry> byId = new LinkedHashMap<>();
    hosts.forEach(host -> byId.put(host.id(), host));
    Map<ReplicaId, WaitingReplica> byReplica = new LinkedHashMap<>();
    waiting.forEach(replica -> byReplica.put(replica.request().replica(), replica));
    return new SchedulerState(byId, byReplica);
  }

  SchedulerState with(HostEntry host) {
    Map<HostId, HostEntry> changed = new LinkedHashMap<>(hosts);
    changed.put(host.id(), host);
    return new SchedulerState(changed, waiting);
  }

  /** The state with one host changed; the same if it is unknown. */
  SchedulerState change(HostId id, UnaryOperator<HostEntry> change) {
    HostEntry host = hosts.get(id);
    return host == null ? this : with(change.apply(host));
  }

  /** The state with every host changed. */
  SchedulerState changeAll(UnaryOperator<HostEntry> change) {
    Map<HostId, HostEntry> changed = new LinkedHashMap<>(hosts);
    changed.replaceAll((id, host) -> change.apply(host));
    return new SchedulerState(changed, waiting);
  }

  SchedulerState with(WaitingReplica replica) {
    Map<ReplicaId, WaitingReplica> changed = new LinkedHashMap<>(waiting);
    changed.put(replica.request().replica(), replica);
    return new SchedulerState(hosts, changed);
  }

  SchedulerState without(ReplicaId replica) {
    Map<ReplicaId, WaitingReplica> changed = new LinkedHashMap<>(waiting);
    changed.remove(replica);
    return new SchedulerState(hosts, changed);
  }
}
