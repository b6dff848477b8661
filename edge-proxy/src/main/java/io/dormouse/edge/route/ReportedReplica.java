package io.dormouse.edge.route;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.instance.ReplicaView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a replica by its host's word, and the rule by which that word counts beside a
 * view of the instance.
 *
 * @param endpoint its address, or null once the generation has ended
 */
record ReportedReplica(HostId host, int index, long generation, @Nullable Endpoint endpoint) {

  /** Relation of a report to a view. */
  enum Relation {
    /** The view does not know this generation yet. */
    AHEAD,
    /** The view has exactly this generation as starting on that host. */
    CURRENT,
    /** The view knows more, or the report is of another host. */
    OUTDATED
  }

  static ReportedReplica of(ReplicaReport report) {
    int index = report.replica().index();
    Endpoint endpoint =
        switch (report.status()) {
          case ReplicaStatus.Ready ready ->
              new Endpoint(index, report.generation(), ready.address(), ready.port());
          case ReplicaStatus.Refused refused -> null;
          case ReplicaStatus.Failed failed -> null;
          case ReplicaStatus.Stopped stopped -> null;
        };
    return new ReportedReplica(report.host(), index, report.generation(), endpoint);
  }

  /** This replica after another report of it: no generation comes back, or returns from its end. */
  ReportedReplica then(ReportedReplica next) {
    boolean over = next.generation == generation ? endpoint == null : next.generation < generation;
    return over ? this : next;
  }

  Relation to(InstanceView view) {
    for (ReplicaView replica : view.replicas()) {
      if (replica.replica() == index) {
        return generation > replica.generation()
            ? Relation.AHEAD
            : starts(replica) && mayServe(view) ? Relation.CURRENT : Relation.OUTDATED;
      }
    }
    return Relation.OUTDATED;
  }

  private boolean starts(ReplicaView replica) {
    return replica.status() == ReplicaStage.STARTING
        && replica.generation() == generation
        && host.equals(replica.host());
  }

  private static boolean mayServe(InstanceView view) {
    return view.status() == InstanceStatus.STARTING || view.status() == InstanceStatus.RUNNING;
  }

  /**
   * The view with the addresses of replicas that it has as starting and their hosts as ready. It is
   * the view itself if there are none.
   */
  static InstanceView applied(InstanceView view, List<ReportedReplica> reported) {
    List<Endpoint> ready =
        reported.stream()
            .filter(replica -> replica.to(view) == Relation.CURRENT)
            .map(ReportedReplica::endpoint)
            .filter(Objects::nonNull)
            .toList();
    if (ready.isEmpty()) {
      return view;
    }
    List<Endpoint> endpoints = new ArrayList<>(view.endpoints());
    endpoints.addAll(ready);
    endpoints.sort(Comparator.comparingInt(Endpoint::replica));
    return running(view, endpoints);
  }

  private static InstanceView running(InstanceView view, List<Endpoint> endpoints) {
    return new InstanceView(
        view.id(),
        view.blueprint(),
        view.blueprintVersion(),
        view.owner(),
        InstanceStatus.RUNNING,
        view.since(),
        view.sequence(),
        view.generation(),
        view.host(),
        view.address(),
        view.port(),
        view.wakePending(),
        view.domains(),
        view.legalActions(),
        view.passivation(),
        view.memoryBytes(),
        view.expectedStart(),
        view.lastCause(),
        view.failure(),
        view.backoff(),
        view.resources(),
        view.plan(),
        view.expiresAt(),
        view.restorableUntil(),
        endpoints,
        view.serving(),
        view.pool(),
        view.changedFiles(),
        view.replicas(),
        view.degraded(),
        view.followsBlueprint());
  }
}
