package io.dormouse.core.instance;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.owner.Plan;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Input of a decision besides the state.
 *
 * @param now time of the record or timer
 * @param command id of the command, report or timer
 * @param blueprint newest version of the command's blueprint, or null
 * @param plan newest version of the command's plan, or null
 * @param hosts views of the last hosts of its replicas, as far as they are known
 * @param activity use of the instance
 * @param rules defaults of all instances
 */
public record DecisionContext(
    Instant now,
    CommandId command,
    Actor actor,
    @Nullable Blueprint blueprint,
    @Nullable Plan plan,
    Map<HostId, HostView> hosts,
    ActivityLedger activity,
    InstanceDefaults rules) {

  public DecisionContext {
    hosts = Map.copyOf(hosts);
  }

  /** The context without memory that is about to be free on a host. */
  DecisionContext without(HostId host, long memoryBytes) {
    HostView view = hosts.get(host);
    if (view == null) {
      return this;
    }
    Map<HostId, HostView> changed = new HashMap<>(hosts);
    changed.put(host, view.without(memoryBytes));
    return new DecisionContext(now, command, actor, blueprint, plan, changed, activity, rules);
  }
}
