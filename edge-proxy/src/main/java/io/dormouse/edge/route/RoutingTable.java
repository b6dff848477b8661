package io.dormouse.edge.route;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.domain.DomainRoute;
import io.dormouse.schemas.domain.RouteTarget;
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

  private final Map<DomainName, RouteTarget> targets = new ConcurrentHashMap<>();
  private final Map<InstanceId, InstanceView> views = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  public Optional<RouteTarget> target(DomainName domain) {
    return Optional.ofNullable(targets.get(domain));
  }

  public Optional<InstanceView> view(InstanceId instance) {
    return Optional.ofNullable(views.get(instance));
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void put(DomainRoute route) {
    targets.put(route.domain(), route.target());
  }

  public void remove(DomainName domain) {
    targets.remove(domain);
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
    return targets.size();
  }

  /** How many instances are known. */
  public int instances() {
    return views.size();
  }
}
