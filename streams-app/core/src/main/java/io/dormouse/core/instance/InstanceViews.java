package io.dormouse.core.instance;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState.AfterStop;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Placed;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.InstanceState.Stopping;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.resources.ResourcesView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Views of states. */
public final class InstanceViews {

  private static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");
  private static final Cause ASKED = Cause.of(CauseKind.API);

  private InstanceViews() {}

  /** The view of a living instance; a deleted one has none. */
  public static InstanceView of(Living state) {
    Facts facts = state.facts();
    @Nullable Running running = state instanceof Running r ? r : null;
    @Nullable Failed failed = state instanceof Failed f ? f : null;
    @Nullable HostId host = state instanceof Placed placed ? placed.host() : null;
    return new InstanceView(
        facts.id(),
        facts.origin().blueprint(),
        facts.origin().blueprintVersion(),
        facts.origin().owner(),
        state.status(),
        facts.since(),
        facts.sequence(),
        facts.generation(),
        host,
        running == null ? null : running.address(),
        running == null ? 0 : running.port(),
        state instanceof Stopping stopping && stopping.next() == AfterStop.WOKEN,
        facts.domains(),
        legalActions(state),
        facts.origin().passivation(),
        facts.origin().spec().memoryBytes(),
        facts.expectedStart(),
        facts.lastCause(),
        failed == null ? null : failed.failure(),
        failed == null ? null : failed.backoff(),
        facts.resources() == null ? null : resources(facts.resources()),
        facts.plan(),
        facts.expiry() == null ? null : facts.expiry().at(),
        state instanceof Retired retired ? retired.until() : null,
        List.of(),
        facts.origin().spec().serving(),
        facts.origin().pool(),
        facts.changedFiles());
  }

  /** The resources without the credentials. */
  private static ResourcesView resources(Resources resources) {
    Resources.ResourceFailure failure = resources.failure();
    return new ResourcesView(
        resources.id(),
        resources.server(),
        resources.request(),
        resources.credentialsVersion(),
        failure == null ? null : failure.step(),
        failure == null ? null : failure.message(),
        resources.exported());
  }

  /** Actions that the decider would accept from an API user now. */
  public static List<InstanceAction> legalActions(Living state) {
    DecisionContext context =
        new DecisionContext(
            LATE,
            new CommandId("legal-actions"),
            Actor.system("views"),
            null,
            null,
            null,
            ActivityLedger.EMPTY,
            new InstanceDefaults("", Duration.ZERO));
    return Stream.of(InstanceAction.values())
        .filter(action ->
            InstanceDecider.decide(state.id(), state, command(action), context)
                instanceof Decision.Accepted)
        .toList();
  }

  /** The state in words, for messages. */
  static String describe(Living state) {
    String status = state.status().name().toLowerCase(Locale.ROOT);
    return state instanceof Stopping stopping
        ? status + " and then " + stopping.next().name().toLowerCase(Locale.ROOT)
        : status;
  }

  private static InstanceCommand command(InstanceAction action) {
    return switch (action) {
      case WAKE -> new InstanceCommand.WakeInstance(ASKED);
      case STOP -> new InstanceCommand.StopInstance(ASKED);
      case PASSIVATE -> new InstanceCommand.PassivateInstance(ASKED);
      case DELETE -> new InstanceCommand.DeleteInstance(ASKED, false, null);
      case RESTORE -> new InstanceCommand.RestoreInstance(ASKED);
      case RETRY -> new InstanceCommand.RetryResources(ASKED);
    };
  }
}
