package io.dormouse.core.instance;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.owner.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Input of a decision besides the state.
 *
 * @param now time of the record or timer
 * @param command id of the command, report or timer
 * @param blueprint newest version of the command's blueprint, or null
 * @param plan newest version of the command's plan, or null
 * @param lastHost view of the instance's last host, or null
 * @param activity use of the instance
 * @param rules defaults of all instances
 */
public record DecisionContext(
    Instant now,
    CommandId command,
    Actor actor,
    @Nullable Blueprint blueprint,
    @Nullable Plan plan,
    @Nullable HostView lastHost,
    ActivityLedger activity,
    InstanceDefaults rules) {

  /** The context without the replica's memory on the last host. */
  DecisionContext lastHostWithout(InstanceState.Running replica) {
    HostView host = lastHost;
    return host == null
        ? this
        : new DecisionContext(
            now,
            command,
            actor,
            blueprint,
            plan,
            host.without(replica.facts().origin().spec().memoryBytes()),
            activity,
            rules);
  }
}
