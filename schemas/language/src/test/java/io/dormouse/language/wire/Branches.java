package io.dormouse.language.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One choice of records for the sealed interfaces inside a type.
 *
 * @param records the chosen records, from the outside in
 */
record Branches(Map<Class<?>, Class<?>> records) {

  private static final Branches NONE = new Branches(Map.of());

  /** All choices for a type; a single empty one if it holds no sealed interface. */
  static List<Branches> of(Type type) {
    if (type instanceof ParameterizedType collection) {
      return Stream.of(collection.getActualTypeArguments())
          .map(Branches::of)
          .reduce(List.of(NONE), Branches::product);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isSealed()) {
      return records(raw)
          .flatMap(record ->
              of(record).stream().map(rest -> new Branches(Map.of(raw, record)).with(rest)))
          .toList();
    }
    if (!raw.isRecord()) {
      return List.of(NONE);
    }
    return Stream.of(raw.getRecordComponents())
        .map(RecordComponent::getGenericType)
        .map(Branches::of)
        .reduce(List.of(NONE), Branches::product);
  }

  /** The records of a sealed interface, also those of sealed interfaces inside it. */
  static Stream<Class<?>> records(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? records(type) : Stream.of(type));
  }

  /** Every record and sealed interface that a value of the type can hold, the type included. */
  static void collect(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType collection) {
      Stream.of(collection.getActualTypeArguments()).forEach(part -> collect(part, found));
      return;
    }
    Class<?> raw = (Class<?>) type;
    if ((raw.isSealed() || raw.isRecord()) && found.add(raw)) {
      Stream<Type> parts =
          raw.isSealed()
              ? Stream.of(raw.getPermittedSubclasses())
              : Stream.of(raw.getRecordComponents()).map(RecordComponent::getGenericType);
      parts.forEach(part -> collect(part, found));
    }
  }

  /** Name of the choice, such as {@code ClaimDomain.ToUri}, or {@code value} for an empty one. */
  String label() {
    return records.isEmpty()
        ? "value"
        : records.values().stream().map(Class::getSimpleName).collect(Collectors.joining("."));
  }

  private Branches with(Branches other) {
    Map<Class<?>, Class<?>> all = new LinkedHashMap<>(records);
    all.putAll(other.records);
    return new Branches(all);
  }

  private static List<Branches> product(List<Branches> left, List<Branches> right) {
    List<Branches> all = new ArrayList<>();
    left.forEach(one -> right.forEach(other -> all.add(one.with(other))));
    return all;
  }
}
