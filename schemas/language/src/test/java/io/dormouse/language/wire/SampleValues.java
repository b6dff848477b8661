package io.dormouse.language.wire;

import io.dormouse.language.access.ApiKeyId;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.IdleByPlan;
import io.dormouse.language.blueprint.PassivationPolicy.QuietWindow;
import io.dormouse.language.blueprint.PassivationPolicy.SinglePolicy;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.TimeOfDay;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.blueprint.Window;
import io.dormouse.language.blueprint.ZoneName;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.SeedName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values of any type of the language, made by reflection: the same for the same seed. The golden
 * bytes are made from them, so the values of a released type never change.
 */
final class SampleValues {

  /** Presence of the optional parts of a value. */
  enum Fill {
    /** Null where it may be, collections without elements. */
    EMPTY,
    /** Nothing null, collections with elements; no order is left to chance. */
    FULL,
    MIXED
  }

  private static final List<String> TEXTS =
      List.of("plain", "", " ", "a\nb\t\"c\"\\", "Zoë Müller", "眠り鼠", "🐭 sleeps", "\u0000");

  private final Random random;
  private final Fill fill;
  private final Branches branches;
  private final Map<Class<?>, Supplier<Object>> constrained = new HashMap<>();

  SampleValues(long seed, Fill fill, Branches branches) {
    this.random = new Random(seed);
    this.fill = fill;
    this.branches = branches;
    constrained.put(InstanceId.class, () -> new InstanceId(label(40)));
    constrained.put(ReplicaId.class, () -> new ReplicaId(of(InstanceId.class), below(1000)));
    constrained.put(CommandId.class, () -> new CommandId("command-" + random.nextLong()));
    constrained.put(EventId.class, () -> new EventId("event-" + random.nextLong()));
    constrained.put(ApiKeyId.class, () -> new ApiKeyId("k" + below(1_000_000_000)));
    constrained.put(OwnerId.class, () -> new OwnerId("owner-" + random.nextLong()));
    constrained.put(BlueprintId.class, () -> new BlueprintId(label(63)));
    constrained.put(HostId.class, () -> new HostId(label(63)));
    constrained.put(PoolName.class, () -> new PoolName(label(63)));
    constrained.put(DomainOptions.class, this::domainOptions);
    constrained.put(DomainName.class, () -> new DomainName(label(63) + "." + label(63) + ".org"));
    constrained.put(
        RouteTarget.ToUri.class, () -> new RouteTarget.ToUri("https://" + label(63) + "/a?b=%20"));
    constrained.put(Readiness.class, () -> new Readiness("/" + label(20), positive()));
    constrained.put(
        FixedIdle.class,
        () -> new FixedIdle(positive().plusSeconds(2), of(PassivationAction.class)));
    constrained.put(
        TimeOfDay.class, () -> new TimeOfDay("%02d:%02d".formatted(below(24), below(60))));
    constrained.put(ZoneName.class, () -> new ZoneName("Europe/Berlin"));
    constrained.put(Window.class, this::window);
    constrained.put(
        QuietWindow.class,
        () ->
            new QuietWindow(
                window().days(),
                of(TimeOfDay.class),
                of(TimeOfDay.class),
                positive().plusSeconds(2)));
    constrained.put(WindowedIdle.class, this::windowedIdle);
    constrained.put(
        IdleByPlan.class,
        () -> new IdleByPlan(Map.of(label(63), of(SinglePolicy.class)), of(SinglePolicy.class)));
    constrained.put(
        ResourceId.class, () -> new ResourceId("r" + "%015d".formatted(below(1_000_000_000))));
    constrained.put(SeedName.class, () -> new SeedName(label(63)));
    constrained.put(PlanId.class, () -> new PlanId(label(63)));
    constrained.put(Plan.class, this::plan);
    constrained.put(InstanceCommand.DeleteInstance.class, this::delete);
    constrained.put(ReplicaSpec.class, this::replicaSpec);
    constrained.put(Timeouts.class, this::timeouts);
    constrained.put(Blueprint.class, this::blueprint);
    constrained.put(PutBlueprint.class, this::putBlueprint);
    constrained.put(ActivityReport.class, this::activityReport);
  }

  <T> T of(Class<T> type) {
    return type.cast(any(type));
  }

  private Object any(Type type) {
    if (type instanceof ParameterizedType collection) {
      return collection(collection);
    }
    Class<?> raw = (Class<?>) type;
    Supplier<Object> maker = constrained.get(raw);
    if (maker != null) {
      return maker.get();
    } else if (raw.isSealed()) {
      Class<?> chosen = branches.records().get(raw);
      return any(chosen != null ? chosen : pick(Branches.records(raw).toList()));
    } else if (raw.isEnum()) {
      return pick(List.of(raw.getEnumConstants()));
    } else if (raw.isRecord()) {
      return record(raw);
    }
    return scalar(raw);
  }

  private Object record(Class<?> type) {
    @Nullable Object[] values =
        Stream.of(type.getRecordComponents()).map(this::component).toArray();
    try {
      return RecordShape.of(type).create(values);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(
          "%s does not take any value. Say in SampleValues.constrained how to make one."
              .formatted(type),
          e);
    }
  }

  private @Nullable Object component(RecordComponent component) {
    boolean absent = fill == Fill.EMPTY || (fill == Fill.MIXED && random.nextBoolean());
    return absent && mayBeNull(component) ? null : any(component.getGenericType());
  }

  static boolean mayBeNull(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Object collection(ParameterizedType type) {
    Type[] parts = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      return Stream.generate(() -> any(parts[0])).limit(elements(2)).toList();
    } else if (type.getRawType() == Set.class) {
      return Stream.generate(() -> any(parts[0])).limit(elements(1)).collect(Collectors.toSet());
    } else if (type.getRawType() == Map.class) {
      return Stream.generate(() -> label(20))
          .distinct()
          .limit(elements(1))
          .collect(Collectors.toMap(key -> key, key -> any(parts[1])));
    }
    throw new AssertionError("Expected a List, Set or Map, but got " + type);
  }

  private int elements(int full) {
    return switch (fill) {
      case EMPTY -> 0;
      case FULL -> full;
      case MIXED -> below(4);
    };
  }

  private Object scalar(Class<?> type) {
    if (type == String.class) {
      return pick(TEXTS) + label(20);
    } else if (type == int.class || type == Integer.class) {
      return random.nextInt() >> below(31);
    } else if (type == long.class || type == Long.class) {
      return random.nextLong() >> below(63);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == Instant.class) {
      return Instant.EPOCH.plus(random.nextLong() >> below(63), ChronoUnit.MICROS);
    } else if (type == Duration.class) {
      return Duration.of(random.nextLong() >> below(63), ChronoUnit.MICROS);
    }
    throw new AssertionError("Expected a type of the language, but got " + type);
  }

  private ReplicaSpec replicaSpec() {
    Map<String, String> environment =
        Stream.generate(() -> label(20))
            .distinct()
            .limit(elements(1))
            .collect(Collectors.toMap(key -> key, key -> of(String.class)));
    return new ReplicaSpec(
        "image-" + label(20),
        (6L << 20) + below(Integer.MAX_VALUE),
        10 + below(1000),
        1 + below(65535),
        of(Readiness.class),
        environment,
        positive(),
        of(Serving.class));
  }

  private Timeouts timeouts() {
    return fill == Fill.EMPTY ? Timeouts.NONE : new Timeouts(positive(), null, positive());
  }

  private DomainOptions domainOptions() {
    return new DomainOptions(
        orNull(DomainName.class), random.nextBoolean(), of(Robots.class), of(Timeouts.class));
  }

  private Blueprint blueprint() {
    return new Blueprint(
        of(BlueprintId.class),
        1 + below(1000),
        of(ReplicaSpec.class),
        1,
        of(PassivationPolicy.class),
        of(PoolName.class),
        ResourceMode.OWN,
        orNull(SeedName.class),
        orNull(CommandId.class),
        orNull(Actor.class));
  }

  private PutBlueprint putBlueprint() {
    return new PutBlueprint(
        of(BlueprintId.class),
        of(ReplicaSpec.class),
        1,
        of(PassivationPolicy.class),
        of(PoolName.class),
        ResourceMode.OWN,
        orNull(SeedName.class),
        orNull(Integer.class));
  }

  private Window window() {
    return new Window(List.of(of(DayOfWeek.class)), of(TimeOfDay.class), of(TimeOfDay.class));
  }

  private WindowedIdle windowedIdle() {
    return new WindowedIdle(
        positive().plusSeconds(2),
        of(ZoneName.class),
        List.of(window()),
        Stream.generate(() -> of(QuietWindow.class)).limit(elements(2)).toList());
  }

  private Plan plan() {
    return new Plan(
        of(PlanId.class),
        fill == Fill.EMPTY ? null : positive(),
        Stream.generate(this::positive).limit(elements(2)).toList());
  }

  private InstanceCommand.DeleteInstance delete() {
    return new InstanceCommand.DeleteInstance(
        of(Cause.class), random.nextBoolean(), fill == Fill.EMPTY ? null : positive());
  }

  private <T> @Nullable T orNull(Class<T> type) {
    return fill == Fill.EMPTY ? null : of(type);
  }

  private ActivityReport activityReport() {
    return new ActivityReport(
        of(InstanceId.class),
        of(String.class),
        positive(),
        positive(),
        below(1000),
        below(Integer.MAX_VALUE),
        below(Integer.MAX_VALUE),
        below(1000));
  }

  private Duration positive() {
    return Duration.of(1 + below(Integer.MAX_VALUE), ChronoUnit.MICROS);
  }

  private String label(int longest) {
    int length = 1 + below(longest);
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < length; i++) {
      boolean inner = i > 0 && i < length - 1;
      label.append("abcdefghijklmnopqrstuvwxyz0123456789-".charAt(below(inner ? 37 : 36)));
    }
    return label.toString();
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private <T> T pick(List<T> some) {
    return some.get(below(some.size()));
  }
}
