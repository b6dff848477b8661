package io.dormouse.streams.api.blueprint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.settings.Durations;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.SeedName;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.api.json.SizeFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** JSON of blueprints; the form of responses is also that of requests. */
public final class BlueprintJson {

  static final Set<String> MEMBERS =
      Set.of(
          "id",
          "version",
          "image",
          "memory",
          "cpu",
          "port",
          "readiness",
          "environment",
          "stopGrace",
          "serving",
          "replicas",
          "passivation",
          "pool",
          "resources",
          "seed");

  private static final int LONGEST_IMAGE = 4_096;
  private static final int LONGEST_PATH = 2_048;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final int DEFAULT_CPU_MILLIS = 500;
  private static final Readiness DEFAULT_READINESS = new Readiness("/", Duration.ofMinutes(5));
  private static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(60);
  private static final PoolName DEFAULT_POOL = new PoolName("default");

  private BlueprintJson() {}

  static ObjectNode of(Blueprint blueprint) {
    ReplicaSpec spec = blueprint.spec();
    ObjectNode json =
        Json.object()
            .put("id", blueprint.id().value())
            .put("version", blueprint.version())
            .put("image", spec.image())
            .put("memory", SizeFormat.format(spec.memoryBytes()))
            .put("cpu", spec.cpuMillis())
            .put("port", spec.port());
    json.set("readiness", RecordJson.of(spec.readiness()));
    json.set("environment", RecordJson.node(spec.environment()));
    json.set("stopGrace", RecordJson.node(spec.stopGrace()));
    json.set("serving", RecordJson.of(spec.serving()));
    json.put("replicas", blueprint.replicas());
    json.set("passivation", RecordJson.node(blueprint.passivation()));
    json.put("pool", blueprint.pool().value());
    json.set("resources", RecordJson.node(blueprint.resources()));
    json.set("seed", RecordJson.node(blueprint.seed()));
    return json;
  }

  /** Throws {@link Problem} that names the wrong member. */
  static PutBlueprint read(BlueprintId id, JsonBody body) {
    try {
      return new PutBlueprint(
          id,
          spec(body),
          body.findNumber("replicas").orElse(1),
          PassivationJson.find(body).orElse(PassivationPolicy.DEFAULT),
          body.find("pool", PoolName::new).orElse(DEFAULT_POOL),
          body.find("resources", text -> EnumNames.parse(ResourceMode.class, text))
              .orElse(ResourceMode.OWN),
          body.find("seed", SeedName::new).orElse(null),
          body.findNumber("version").orElse(null));
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static ReplicaSpec spec(JsonBody body) {
    return new ReplicaSpec(
        body.need("image", text -> JsonBody.atMost(LONGEST_IMAGE, text)),
        body.need("memory", BlueprintJson::memory),
        body.findNumber("cpu").orElse(DEFAULT_CPU_MILLIS),
        body.needNumber("port"),
        body.findObject("readiness", Set.of("path", "timeout"))
            .map(BlueprintJson::readiness)
            .orElse(DEFAULT_READINESS),
        environment(body),
        body.find("stopGrace", BlueprintJson::grace).orElse(DEFAULT_STOP_GRACE),
        body.findObject("serving", Set.of("protocol", "sticky", "timeouts"))
            .map(BlueprintJson::serving)
            .orElse(Serving.DEFAULT));
  }

  private static Serving serving(JsonBody body) {
    return new Serving(
        body.find("protocol", text -> EnumNames.parse(Protocol.class, text)).orElse(Protocol.HTTP1),
        body.findFlag("sticky").orElse(false),
        timeouts(body));
  }

  /** The member {@code timeouts}; omitted ones are the edges' defaults. */
  public static Timeouts timeouts(JsonBody body) {
    return body.findObject("timeouts", Set.of("connect", "answer", "idle"))
        .map(BlueprintJson::parsed)
        .orElse(Timeouts.NONE);
  }

  private static Timeouts parsed(JsonBody timeouts) {
    try {
      return new Timeouts(
          timeouts.find("connect", BlueprintJson::timeout).orElse(null),
          timeouts.find("answer", BlueprintJson::timeout).orElse(null),
          timeouts.find("idle", BlueprintJson::timeout).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static Readiness readiness(JsonBody body) {
    return new Readiness(
        body.find("path", text -> JsonBody.atMost(LONGEST_PATH, text))
            .orElse(DEFAULT_READINESS.path()),
        body.find("timeout", text -> Durations.parse(text, SHORTEST, Readiness.LONGEST_TIMEOUT))
            .orElse(DEFAULT_READINESS.timeout()));
  }

  private static long memory(String text) {
    long bytes = ByteSize.parse(text).bytes();
    if (bytes > ReplicaSpec.MOST_MEMORY) {
      throw new IllegalArgumentException(
          "Expected memory of at most %s, but got '%s'."
              .formatted(SizeFormat.format(ReplicaSpec.MOST_MEMORY), text));
    }
    return bytes;
  }

  private static Duration grace(String text) {
    return Durations.parse(text, Duration.ZERO, ReplicaSpec.LONGEST_STOP_GRACE);
  }

  private static Duration timeout(String text) {
    return Durations.parse(text, SHORTEST, Timeouts.LONGEST);
  }

  private static Map<String, String> environment(JsonBody body) {
    Map<String, String> environment = body.texts("environment");
    environment
        .keySet()
        .forEach(name -> {
          if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw Problem.member(
                "environment",
                "an object whose names are not empty and have no '='",
                "the name '" + name + "'");
          }
        });
    return environment;
  }
}
