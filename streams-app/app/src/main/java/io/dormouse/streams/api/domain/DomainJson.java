package io.dormouse.streams.api.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.api.blueprint.BlueprintJson;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.util.Optional;
import java.util.Set;

/** JSON of domains; omitted options have their defaults. */
final class DomainJson {

  static final Set<String> MEMBERS =
      Set.of("instance", "uri", "canonical", "https", "robots", "timeouts");

  private DomainJson() {}

  static ObjectNode of(DomainRoute route) {
    ObjectNode json = Json.object().put("domain", route.domain().value());
    switch (route.target()) {
      case ToInstance(InstanceId instance) -> json.put("instance", instance.value());
      case ToUri(String uri) -> json.put("uri", uri);
    }
    json.setAll(RecordJson.of(route.options()));
    json.set("since", RecordJson.node(route.since()));
    json.put("claimedBy", route.claimedBy().value());
    return json;
  }

  /** Throws {@link Problem} if there is not exactly one target. */
  static RouteTarget target(JsonBody body) {
    Optional<RouteTarget> instance =
        body.find("instance", text -> new ToInstance(new InstanceId(text)));
    Optional<RouteTarget> uri = body.find("uri", ToUri::of);
    if (instance.isPresent() == uri.isPresent()) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected one of the members 'instance' and 'uri', but got %s."
              .formatted(uri.isPresent() ? "both" : "neither"));
    }
    return instance.or(() -> uri).orElseThrow();
  }

  /** Throws {@link Problem} that names the wrong member. */
  static DomainOptions options(DomainName name, JsonBody body) {
    DomainName canonical = body.find("canonical", DomainName::of).orElse(null);
    if (name.equals(canonical)) {
      throw Problem.member("canonical", "another domain", "'%s' itself".formatted(name));
    }
    Timeouts timeouts = BlueprintJson.timeouts(body);
    if (!timeouts.equals(Timeouts.NONE) && body.find("uri", text -> text).isEmpty()) {
      throw Problem.member(
          "timeouts",
          "time-outs with a 'uri' only",
          "some for an instance; its blueprint has them");
    }
    return new DomainOptions(
        canonical,
        body.findFlag("https").orElse(DomainOptions.DEFAULT.https()),
        body.find("robots", text -> EnumNames.parse(Robots.class, text))
            .orElse(DomainOptions.DEFAULT.robots()),
        timeouts);
  }
}
