package io.dormouse.streams.api.view;

import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.http.Principal;
import java.util.Optional;

/** The instances that a principal sees; those of other owners do not exist for it. */
public record OwnInstances(Table<InstanceId, InstanceView> all, Principal principal) {

  public Optional<InstanceView> find(InstanceId id) {
    return all.find(id).filter(view -> principal.sees(view.owner()));
  }

  /** True if the principal may know where the domain leads. */
  public boolean has(DomainRoute route) {
    return principal.owner() == null || has(route.target());
  }

  private boolean has(RouteTarget target) {
    return switch (target) {
      case ToInstance(InstanceId id) -> find(id).isPresent();
      case ToUri uri -> false;
    };
  }
}
