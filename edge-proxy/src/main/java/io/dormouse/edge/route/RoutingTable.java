package io.dormouse.edge.route;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.domain.DomainRoute;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where every domain leads and how every instance is, as far as is known here. Read from any
 * thread; written by one. A listener hears of a view after it can be read here.
 */
public final class RoutingTable {

  /** Hears of each change of an instance, on the thread that writes; it must not block. */
  public interface Listener {

    /**
     * Called after each change.
     *
     * @param view null when the instance is gone
     */
    void changed(InstanceId instance, @Nullable InstanceView view);
  }

  private final Map<DomainName, Route> routes = new ConcurrentHashMap<>();
  private final Map<InstanceId, InstanceView> views = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** The route of the domain itself. */
  public Optional<Route> exact(DomainName domain) {
    return Optional.ofNullable(routes.get(domain));
  }

  /** The route of the domain itself, else that of its wildcard. */
  public Optional<Route> route(DomainName domain) {
    return exact(domain).or(() -> domain.wildcard().flatMap(this::exact));
  }

  public Optional<InstanceView> view(InstanceId instance) {
    return Optional.ofNullable(views.get(instance));
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void put(DomainRoute route) {
    routes.put(route.domain(), new Route(route.target(), route.options()));
  }

  public void remove(DomainName domain) {
    routes.remove(domain);
  }

  public void put(InstanceView view) {
    views.put(view.id(), view);
    listeners.forEach(listener -> listener.changed(view.id(), view));
  }

  public void remove(InstanceId instance) {
    if (views.remove(instance) != null) {
      listeners.forEach(listener -> listener.changed(instance, null));
    }
  }

  /** How many domains are routed. */
  public int domains() {
    return routes.size();
  }

  /** How many instances are known. */
  public int instances() {
    return views.size();
  }
}
