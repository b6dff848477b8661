package io.dormouse.edge.forward.replica;

import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which replica of an instance serves a request: the one with the fewest requests of this
 * edge in flight, in turn among equals. Those that fail are left out for a while, but if that
 * leaves none, all are used. It knows instances that were asked for since their view changed, and
 * forgets them when they do not run. All event loops use it.
 */
public final class Balancer {

  /** The replicas of an instance by one of its views. */
  private record Replicas(
      InstanceId instance, long sequence, boolean sticky, List<Replica> all, AtomicInteger turn) {}

  private final RoutingTable routes;
  private final Stickiness stickiness;
  private final Map<InstanceId, Replicas> known = new ConcurrentHashMap<>();
  private final List<Consumer<Replica>> leavings = new CopyOnWriteArrayList<>();

  public Balancer(RoutingTable routes, Stickiness stickiness) {
    this.routes = routes;
    this.stickiness = stickiness;
    routes.listen((instance, view) -> known.computeIfPresent(instance, this::next));
  }

  /** Registers a listener for replicas that serve no more; called on any thread. */
  public void whenOneLeaves(Consumer<Replica> listener) {
    leavings.add(listener);
  }

  /**
   * Chooses the destination of an attempt. For a client that has to stay with its replica, and was
   * with another one or with none, the destination has a token.
   *
   * @param tried replicas that are chosen only if there is no other
   * @param bound backends with a connection of the client's own, chosen if possible
   * @return null if the instance serves no more
   */
  public @Nullable Destination choose(
      InstanceView view, HttpServerRequest request, List<Replica> tried, Set<Backend> bound) {
    Replicas replicas = replicas(view);
    if (replicas == null) {
      return null;
    }
    List<String> shown = replicas.sticky() ? Stickiness.shown(request) : List.of();
    Replica chosen = kept(replicas, shown, tried);
    Replica loggedIn = bound.isEmpty() ? null : bound(replicas, bound, tried);
    boolean moves = true;
    if (loggedIn != null && loggedIn != chosen) {
      chosen = loggedIn;
    } else if (chosen == null) {
      chosen = choose(replicas, tried);
    } else {
      moves = false;
    }
    String token = moves && replicas.sticky() ? token(replicas, chosen) : null;
    return new Destination(chosen.backend(), chosen, token);
  }

  /** True if the instance has replicas besides these. */
  public boolean hasOthers(InstanceId instance, List<Replica> tried) {
    Replicas replicas = known.get(instance);
    return replicas != null && !tried.containsAll(replicas.all());
  }

  private @Nullable Replica kept(Replicas replicas, List<String> shown, List<Replica> tried) {
    if (shown.isEmpty()) {
      return null;
    }
    for (Replica replica : replicas.all()) {
      if (Stickiness.holds(shown, token(replicas, replica))) {
        boolean usable = !replica.leftOut() || replica.takeTrial(System.nanoTime());
        return usable && !tried.contains(replica) ? replica : null;
      }
    }
    return null;
  }

  private static @Nullable Replica bound(
      Replicas replicas, Set<Backend> bound, List<Replica> tried) {
    return replicas.all().stream()
        .filter(replica -> bound.contains(replica.backend()))
        .filter(replica -> !replica.leftOut() && !tried.contains(replica))
        .findAny()
        .orElse(null);
  }

  private static Replica choose(Replicas replicas, List<Replica> tried) {
    List<Replica> all = replicas.all();
    if (all.size() == 1) {
      return all.get(0);
    }
    int first = Math.floorMod(replicas.turn().getAndIncrement(), all.size());
    long now = System.nanoTime();
    Replica best = null;
    for (int i = 0; i < all.size(); i++) {
      Replica replica = all.get((first + i) % all.size());
      if (tried.contains(replica)) {
        continue;
      }
      if (replica.takeTrial(now)) {
        return replica;
      }
      if (best == null || isBetter(replica, best)) {
        best = replica;
      }
    }
    return best == null ? all.get(first) : best;
  }

  private static boolean isBetter(Replica one, Replica other) {
    if (one.leftOut() != other.leftOut()) {
      return other.leftOut();
    }
    return one.inFlight() < other.inFlight();
  }

  private String token(Replicas replicas, Replica replica) {
    return replica.token(replicas.instance(), stickiness);
  }

  private @Nullable Replicas replicas(InstanceView view) {
    Replicas replicas = known.get(view.id());
    return replicas != null && replicas.sequence() == view.sequence() ? replicas : look(view.id());
  }

  /** Always reads the table, so that the last update has seen the newest view. */
  private @Nullable Replicas look(InstanceId instance) {
    return known.compute(instance, this::next);
  }

  private @Nullable Replicas next(InstanceId instance, @Nullable Replicas before) {
    InstanceView view = routes.view(instance).orElse(null);
    List<Endpoint> endpoints =
        view == null || view.status() != InstanceStatus.RUNNING ? List.of() : view.endpoints();
    List<Replica> old = before == null ? List.of() : before.all();
    for (Replica replica : old) {
      if (!endpoints.contains(replica.endpoint())) {
        replica.end();
        leavings.forEach(listener -> listener.accept(replica));
      }
    }
    if (view == null || endpoints.isEmpty()) {
      return null;
    }
    return new Replicas(
        view.id(),
        view.sequence(),
        view.serving().sticky(),
        endpoints.stream().map(endpoint -> replica(old, view, endpoint)).toList(),
        before == null ? new AtomicInteger() : before.turn());
  }

  private static Replica replica(List<Replica> old, InstanceView view, Endpoint endpoint) {
    Replica replica =
        old.stream()
            .filter(known -> known.endpoint().equals(endpoint))
            .findAny()
            .orElseGet(() -> new Replica(view, endpoint));
    replica.update(view);
    return replica;
  }
}
