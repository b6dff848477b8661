package io.dormouse.language.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Builds mappings between Java types and schemas, by name: a record's components are the fields, a
 * sealed interface is a union of its records (alone, or as the only field of a record), a record
 * with the single component {@code value} is that value. {@link Instant} and {@link Duration} are
 * microseconds. A branch of a union may name its record of Java as its {@code javaName}.
 */
final class Mappings {

  private Mappings() {}

  /**
   * Throws {@link IllegalStateException}, naming what differs, if the type does not match the
   * schema.
   */
  static Mapping of(Type type, Schema schema) {
    return switch (schema.getType()) {
      case UNION -> union(type, schema);
      case RECORD -> recordOf(type, schema);
      case ARRAY -> array((ParameterizedType) type, schema);
      case MAP -> map((ParameterizedType) type, schema);
      case ENUM -> enumOf((Class<?>) type, schema);
      case STRING, INT, LONG, BOOLEAN -> scalar((Class<?>) type, schema);
      case DOUBLE, FLOAT, BYTES, FIXED, NULL ->
          throw new IllegalStateException("No mapping of the Avro type " + schema.getType());
    };
  }

  private static Mapping recordOf(Type type, Schema schema) {
    Class<?> raw = (Class<?>) type;
    if (raw.isSealed() && schema.getFields().size() == 1) {
      return wrapped(schema, of(raw, schema.getFields().getFirst().schema()));
    }
    return RecordMapping.of(raw, schema);
  }

  private static Mapping wrapped(Schema schema, Mapping inner) {
    return mapping(
        value -> {
          GenericData.Record wrapper = new GenericData.Record(schema);
          wrapper.put(0, inner.toAvro(value));
          return wrapper;
        },
        datum -> Objects.requireNonNull(inner.fromAvro(((GenericRecord) datum).get(0))));
  }

  private static Mapping union(Type type, Schema schema) {
    List<Schema> branches =
        schema.getTypes().stream().filter(s -> s.getType() != Schema.Type.NULL).toList();
    if (branches.size() == 1) {
      return of(type, branches.getFirst());
    }
    Class<?> sealed = (Class<?>) type;
    Map<String, Class<?>> permitted =
        records(sealed).collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
    Map<String, Mapping> byName = new HashMap<>();
    Map<String, Mapping> byJavaName = new HashMap<>();
    for (Schema branch : branches) {
      String javaName = Objects.requireNonNullElse(branch.getProp("javaName"), branch.getName());
      Class<?> subclass = permitted.remove(javaName);
      if (subclass == null) {
        throw new IllegalStateException(
            "Expected a record %s in %s, as the contract has it.".formatted(javaName, sealed));
      }
      Mapping mapping = of(subclass, branch);
      byName.put(branch.getName(), mapping);
      byJavaName.put(javaName, mapping);
    }
    if (!permitted.isEmpty()) {
      throw new IllegalStateException(
          "Expected the contract of %s to have %s.".formatted(sealed, permitted.keySet()));
    }
    return mapping(
        value -> known(byJavaName, value.getClass().getSimpleName()).toAvro(value),
        datum -> known(byName, ((GenericRecord) datum).getSchema().getName()).fromAvro(datum));
  }

  /** The records of a sealed interface, also those of sealed interfaces inside it. */
  private static Stream<Class<?>> records(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? records(type) : Stream.of(type));
  }

  private static Mapping known(Map<String, Mapping> byName, String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }

  private static Mapping array(ParameterizedType type, Schema schema) {
    Mapping element = of(type.getActualTypeArguments()[0], schema.getElementType());
    boolean set = type.getRawType() == Set.class;
    return mapping(
        value -> ((Collection<?>) value).stream().map(element::toAvro).toList(),
        datum -> {
          Stream<?> values = ((Collection<?>) datum).stream().map(element::fromAvro);
          return set
              ? values.collect(Collectors.toCollection(LinkedHashSet::new))
              : values.collect(Collectors.toUnmodifiableList());
        });
  }

  private static Mapping map(ParameterizedType type, Schema schema) {
    Mapping element = of(type.getActualTypeArguments()[1], schema.getValueType());
    return mapping(
        value -> transform((Map<?, ?>) value, element::toAvro),
        datum -> transform((Map<?, ?>) datum, element::fromAvro));
  }

  private static Map<String, Object> transform(
      Map<?, ?> map, Function<@Nullable Object, @Nullable Object> change) {
    return map.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> String.valueOf(entry.getKey()),
                entry -> Objects.requireNonNull(change.apply(entry.getValue()))));
  }

  private static Mapping enumOf(Class<?> type, Schema schema) {
    Map<String, Object> constants =
        Stream.of(type.getEnumConstants())
            .collect(Collectors.toUnmodifiableMap(Object::toString, Function.identity()));
    if (!constants.keySet().equals(Set.copyOf(schema.getEnumSymbols()))) {
      throw new IllegalStateException(
          "Expected %s to have the contract's constants %s, but it has %s."
              .formatted(type, schema.getEnumSymbols(), constants.keySet()));
    }
    return mapping(
        value -> new GenericData.EnumSymbol(schema, value.toString()),
        datum -> Objects.requireNonNull(constants.get(datum.toString())));
  }

  private static Mapping scalar(Class<?> type, Schema schema) {
    RecordComponent[] components = type.getRecordComponents();
    if (components != null && components.length == 1 && components[0].getName().equals("value")) {
      Mapping inner = of(components[0].getType(), schema);
      RecordShape shape = RecordShape.of(type);
      return mapping(
          value -> Objects.requireNonNull(inner.toAvro(shape.read(value)[0])),
          datum -> shape.create(new @Nullable Object[] {inner.fromAvro(datum)}));
    }
    if (type == Instant.class) {
      return mapping(
          value -> ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value),
          datum -> Instant.EPOCH.plus((Long) datum, ChronoUnit.MICROS));
    }
    if (type == Duration.class) {
      return mapping(
          value -> ((Duration) value).dividedBy(Duration.ofNanos(1000)),
          datum -> Duration.of((Long) datum, ChronoUnit.MICROS));
    }
    if (!Arrays.asList(javaTypes(schema.getType())).contains(type)) {
      throw new IllegalStateException(
          "Expected %s to be one of %s, as the contract has it."
              .formatted(type, Arrays.toString(javaTypes(schema.getType()))));
    }
    return mapping(
        value -> value, datum -> schema.getType() == Schema.Type.STRING ? datum.toString() : datum);
  }

  private static Class<?>[] javaTypes(Schema.Type type) {
    return switch (type) {
      case STRING -> new Class<?>[] {String.class};
      case INT -> new Class<?>[] {int.class, Integer.class};
      case LONG -> new Class<?>[] {long.class, Long.class};
      case BOOLEAN -> new Class<?>[] {boolean.class, Boolean.class};
      case RECORD, ENUM, ARRAY, MAP, UNION, FIXED, BYTES, FLOAT, DOUBLE, NULL -> new Class<?>[] {};
    };
  }

  /** A mapping that leaves null as it is. */
  private static Mapping mapping(
      Function<Object, Object> toAvro, Function<Object, Object> fromAvro) {
    return new Mapping() {
      @Override
      public @Nullable Object toAvro(@Nullable Object value) {
        return value == null ? null : toAvro.apply(value);
      }

      @Override
      public @Nullable Object fromAvro(@Nullable Object datum) {
        return datum == null ? null : fromAvro.apply(datum);
      }
    };
  }
}
