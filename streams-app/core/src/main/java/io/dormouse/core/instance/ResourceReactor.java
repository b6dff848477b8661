package io.dormouse.core.instance;

import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Commands to the provisioner that follow from a turn. */
final class ResourceReactor {

  private ResourceReactor() {}

  /** The newest request, or the end of requests. */
  static Optional<InstanceEffect> react(InstanceState before, Existing after) {
    if (after instanceof Living living) {
      Resources now = living.facts().resources();
      return now == null || now.request() == request(before, now.id())
          ? Optional.empty()
          : Optional.of(new ToProvisioner(command(living, now)));
    }
    return before instanceof Living living && living.facts().resources() != null
        ? Optional.of(new ToProvisioner(null))
        : Optional.empty();
  }

  private static long request(InstanceState before, ResourceId id) {
    return before instanceof Living living
            && living.facts().resources() != null
            && living.facts().resources().id().equals(id)
        ? living.facts().resources().request()
        : 0;
  }

  private static ResourceCommand command(Living state, Resources r) {
    return switch (state) {
      case Retired s ->
          new RevokeResources(
              s.id(), r.id(), r.request(), r.server(), s.export() && r.exported() == null);
      case Removing s -> new RemoveResources(s.id(), r.id(), r.request(), r.server());
      case Living s ->
          new ProvideResources(
              s.id(), r.id(), r.request(), r.server(), s.facts().origin().seed(), access(r));
    };
  }

  private static List<ReplicaAccess> access(Resources resources) {
    return IntStream.range(0, resources.access().size())
        .mapToObj(replica ->
            new ReplicaAccess(
                replica, resources.of(replica).wanted(), !resources.of(replica).pending()))
        .toList();
  }
}
