package io.dormouse.streams.api.blueprint;

import io.dormouse.kit.settings.Durations;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.IdleByPlan;
import io.dormouse.language.blueprint.PassivationPolicy.QuietWindow;
import io.dormouse.language.blueprint.PassivationPolicy.SinglePolicy;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.blueprint.TimeOfDay;
import io.dormouse.language.blueprint.Window;
import io.dormouse.language.blueprint.ZoneName;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * JSON of passivation policies. Members tell the kinds apart: one with {@code plans} is by plan,
 * one with a {@code zone} has windows, any other is a fixed idle time. Omitted members are as in
 * the default policy.
 */
public final class PassivationJson {

  private static final Set<String> FIXED = Set.of("idle", "action");
  private static final Set<String> OF_WINDOWS = Set.of("zone", "awake", "quiet");
  private static final Set<String> WINDOWED = Set.of("idle", "zone", "awake", "quiet");
  private static final Set<String> BY_PLAN = Set.of("plans", "otherwise");

  private PassivationJson() {}

  /** The member {@code passivation}; throws {@link Problem} that names what is wrong in it. */
  public static Optional<PassivationPolicy> find(JsonBody body) {
    return body.findObject("passivation", PassivationJson::members)
        .map(policy -> checked(() -> policy(policy)));
  }

  /** The command of a body with either {@code passivation} or {@code followBlueprint}. */
  public static ChangePolicy change(JsonBody body) {
    Optional<PassivationPolicy> own = find(body);
    boolean follow = body.findFlag("followBlueprint").orElse(false);
    if (own.isPresent() == follow) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected either a passivation policy or 'followBlueprint': true, but got %s."
              .formatted(follow ? "both" : "neither"));
    }
    return new ChangePolicy(own.orElse(null));
  }

  /** The members of that kind of policy. */
  private static Set<String> members(Set<String> names) {
    return names.contains("plans") || names.contains("otherwise") ? BY_PLAN : singleMembers(names);
  }

  private static Set<String> singleMembers(Set<String> names) {
    return Collections.disjoint(names, OF_WINDOWS) ? FIXED : WINDOWED;
  }

  private static PassivationPolicy policy(JsonBody policy) {
    return policy.has("plans") || policy.has("otherwise") ? byPlan(policy) : single(policy);
  }

  private static IdleByPlan byPlan(JsonBody policy) {
    Map<String, SinglePolicy> plans = new HashMap<>();
    policy
        .findObjectsByName("plans", PassivationJson::singleMembers)
        .orElse(Map.of())
        .forEach((plan, ofIt) -> plans.put(plan, single(ofIt)));
    return new IdleByPlan(
        plans,
        policy
            .findObject("otherwise", PassivationJson::singleMembers)
            .map(PassivationJson::single)
            .orElse(PassivationPolicy.DEFAULT));
  }

  private static SinglePolicy single(JsonBody policy) {
    return OF_WINDOWS.stream().anyMatch(policy::has)
        ? windowed(policy)
        : new FixedIdle(
            idle(policy),
            policy
                .find("action", text -> EnumNames.parse(PassivationAction.class, text))
                .orElse(PassivationPolicy.DEFAULT.action()));
  }

  private static WindowedIdle windowed(JsonBody policy) {
    return new WindowedIdle(
        idle(policy),
        policy.need("zone", ZoneName::new),
        policy.findObjects("awake", Set.of("days", "from", "to")).orElse(List.of()).stream()
            .map(PassivationJson::window)
            .toList(),
        policy.findObjects("quiet", Set.of("days", "from", "to", "idle")).orElse(List.of()).stream()
            .map(PassivationJson::quiet)
            .toList());
  }

  private static Window window(JsonBody window) {
    return new Window(
        days(window), window.need("from", TimeOfDay::new), window.need("to", TimeOfDay::new));
  }

  private static QuietWindow quiet(JsonBody quiet) {
    Window window = window(quiet);
    return new QuietWindow(
        window.days(), window.from(), window.to(), quiet.need("idle", PassivationJson::duration));
  }

  private static List<DayOfWeek> days(JsonBody window) {
    return window
        .findAll("days", text -> EnumNames.parse(DayOfWeek.class, text))
        .orElse(List.of(DayOfWeek.values()));
  }

  private static Duration idle(JsonBody policy) {
    return policy.find("idle", PassivationJson::duration).orElse(PassivationPolicy.DEFAULT.idle());
  }

  private static Duration duration(String text) {
    return Durations.parse(text, PassivationPolicy.SHORTEST_IDLE, PassivationPolicy.LONGEST_IDLE);
  }

  private static PassivationPolicy checked(Supplier<PassivationPolicy> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new Problem(
              ProblemType.INVALID_REQUEST,
              "The member 'passivation' is wrong. %s".formatted(e.getMessage()))
          .with("member", "passivation");
    }
  }
}
