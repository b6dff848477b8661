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
 * All that a decision may know besides the state.
 *
 * @param now the time of the record or timer that asks
 * @param command id of the command, report or timer that asks
 * @param blueprint the newest of the one that the command names, or null if there is none
 * @param plan the newest of the one that the command names, or null if there is none
 * @param lastHost how the instance's last host is, or null if it is not known
 * @param activity how the instance was used
 * @param rules what is the same for all instances
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

  /** The same, once the replica is gone whose memory the last host still counts. */
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
