package io.dormouse.edge.route;

import io.dormouse.edge.route.packed.PackedTable;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.wire.Codecs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The targets of all domains and the views of all instances, as this edge knows them. Any thread
 * reads without waiting; changes of instances exclude each other. A listener is called after the
 * view can be read here.
 *
 * <p>A replica that a view has as starting counts as running once its host has reported exactly
 * this generation as ready; see {@link ReportedReplica}. The next view decides anew.
 *
 * <p>A route and a view take about 200 bytes together. Reading one takes a fraction of a
 * microsecond, or some microseconds if it was not read lately.
 */
public final class RoutingTable {

  /** A listener for changes of instances, called on the thread that writes; it must not block. */
  public interface Listener {

    /**
     * Called after each change.
     *
     * @param view null when the instance is gone
     */
    void changed(InstanceId instance, @Nullable InstanceView view);

    /** True if somebody waits for the instance to serve. */
    default boolean awaits(InstanceId instance) {
      return false;
    }
  }

  private final PackedTable<DomainRoute> routes;
  private final PackedTable<InstanceView> views;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong changes = new AtomicLong();
  private final StartQueue queue = new StartQueue();
  private final ReadyReports reports = new ReadyReports(System::nanoTime);
  private final Object changing = new Object();

  public RoutingTable() {
    this(new PackedTable<>(Codecs.DOMAIN_ROUTE), new PackedTable<>(Codecs.INSTANCE_VIEW));
  }

  public RoutingTable(PackedTable<DomainRoute> routes, PackedTable<InstanceView> views) {
    this.routes = routes;
    this.views = views;
  }

  /** The route of the domain itself. */
  public Optional<DomainRoute> exact(DomainName domain) {
    return Optional.ofNullable(routes.get(domain.value()));
  }

  /** The route of the domain itself, else that of its wildcard. */
  public Optional<DomainRoute> route(DomainName domain) {
    return exact(domain).or(() -> domain.wildcard().flatMap(this::exact));
  }

  public Optional<InstanceView> view(InstanceId instance) {
    InstanceView view = views.get(instance.value());
    return view == null ? Optional.empty() : Optional.of(reports.on(view));
  }

  /**
   * True if a view says so by hosts' reports alone: the brain has none of its replicas as running.
   */
  public static boolean isByReport(InstanceView view) {
    return !view.endpoints().isEmpty()
        && !view.replicas().isEmpty()
        && view.replicas().stream().noneMatch(replica -> replica.status() == ReplicaStage.RUNNING);
  }

  /**
   * The place of an instance in its pool's queue for room, 1 for the first; 0 if it is not in it.
   * In a table from a snapshot, only instances that changed or were asked for since count.
   */
  public int queuePlace(InstanceId instance) {
    InstanceView view = views.get(instance.value());
    if (view == null || view.status() != InstanceStatus.QUEUED) {
      return 0;
    }
    synchronized (queue) {
      queue.seen(instance.value(), view);
      return queue.place(view);
    }
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void put(DomainRoute route) {
    put(route, Codecs.DOMAIN_ROUTE.encode(route));
  }

  /** Puts a route and its encoded form. */
  void put(DomainRoute route, byte[] encoded) {
    routes.put(route.domain().value(), encoded);
    changes.incrementAndGet();
  }

  public void remove(DomainName domain) {
    routes.remove(domain.value());
    changes.incrementAndGet();
  }

  public void put(InstanceView view) {
    put(view, Codecs.INSTANCE_VIEW.encode(view));
  }

  /** Puts a view and its encoded form. */
  void put(InstanceView view, byte[] encoded) {
    synchronized (changing) {
      views.put(view.id().value(), encoded);
      queue.seen(view.id().value(), view);
      reports.seen(view);
      changes.incrementAndGet();
      tell(view.id(), reports.on(view));
    }
  }

  public void remove(InstanceId instance) {
    synchronized (changing) {
      if (views.remove(instance.value())) {
        queue.seen(instance.value(), null);
        reports.gone(instance);
        changes.incrementAndGet();
        tell(instance, null);
      }
    }
  }

  /** True if a host's report of the instance may matter now. */
  boolean awaitsReports(InstanceId instance) {
    return listeners.stream().anyMatch(listener -> listener.awaits(instance)) || knows(instance);
  }

  private boolean knows(InstanceId instance) {
    synchronized (changing) {
      return reports.know(instance);
    }
  }

  /** Takes a host's report; one of an unknown instance changes nothing. */
  public void reported(ReplicaReport report) {
    InstanceId instance = report.replica().instance();
    synchronized (changing) {
      InstanceView view = views.get(instance.value());
      if (view == null) {
        return;
      }
      InstanceView before = reports.on(view);
      reports.take(ReportedReplica.of(report), view);
      InstanceView now = reports.on(view);
      if (!now.endpoints().equals(before.endpoints())) {
        tell(instance, now);
      }
    }
  }

  private void tell(InstanceId instance, @Nullable InstanceView view) {
    listeners.forEach(listener -> listener.changed(instance, view));
  }

  /** The number of domains. */
  public int domains() {
    return routes.size();
  }

  /** The number of instances. */
  public int instances() {
    return views.size();
  }

  /** The number of changes so far. */
  public long changes() {
    return changes.get();
  }

  public PackedTable<DomainRoute> routes() {
    return routes;
  }

  public PackedTable<InstanceView> views() {
    return views;
  }
}
