package io.dormouse.streams.api.blueprint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Durations;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON of plans; the form of responses is also that of requests. */
final class PlanJson {

  static final Set<String> MEMBERS = Set.of("id", "expires", "notices");

  private PlanJson() {}

  static ObjectNode of(Plan plan) {
    ObjectNode json = Json.object().put("id", plan.id().value());
    json.set("expires", RecordJson.node(plan.expiresAfter()));
    json.set("notices", RecordJson.node(plan.notices()));
    return json;
  }

  /** Throws {@link Problem} that names the wrong member. */
  static Plan read(PlanId id, JsonBody body) {
    Duration expires = body.find("expires", PlanJson::duration).orElse(null);
    try {
      return new Plan(
          id,
          expires,
          body.findAll("notices", PlanJson::duration).orElseGet(() -> usualNotices(expires)));
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /** Default notices that are shorter than the plan. */
  private static List<Duration> usualNotices(@Nullable Duration expires) {
    return Plan.USUAL_NOTICES.stream()
        .filter(notice -> expires != null && notice.compareTo(expires) < 0)
        .toList();
  }

  private static Duration duration(String text) {
    Duration duration = Durations.parse(text);
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "Expected a time of more than zero and at most %s, but got '%s'."
              .formatted(Durations.format(Durations.LONGEST), text));
    }
    return duration;
  }
}
