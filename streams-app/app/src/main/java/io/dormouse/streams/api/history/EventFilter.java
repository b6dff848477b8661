package io.dormouse.streams.api.history;

import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Caused;
import io.dormouse.language.host.HostEvent;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Times;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.IndexedEvent.OfHost;
import io.dormouse.streams.history.IndexedEvent.OfInstance;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events that a request asks for.
 *
 * @param types names of types; all if it is empty
 * @param causes causes of a start or a stop; all events if it is empty, otherwise only those that
 *     have a cause
 * @param since time of the first one, or null
 * @param until time behind the last one, or null
 * @param visible those that the caller may see
 */
record EventFilter(
    Set<String> types,
    Set<CauseKind> causes,
    @Nullable Instant since,
    @Nullable Instant until,
    Predicate<IndexedEvent> visible) {

  /** The query parameters that make a filter. */
  static final Set<String> PARAMETERS = Set.of("type", "cause", "since", "until");

  private static final Set<String> TYPES =
      Stream.of(InstanceEvent.class, HostEvent.class)
          .flatMap(EventFilter::names)
          .collect(Collectors.toCollection(TreeSet::new));

  EventFilter {
    types = Set.copyOf(types);
    causes = Set.copyOf(causes);
  }

  static EventFilter of(Request request, Predicate<IndexedEvent> visible) {
    return new EventFilter(
        request.query("type", text -> set(text, EventFilter::type)).orElse(Set.of()),
        request
            .query("cause", text -> set(text, one -> EnumNames.parse(CauseKind.class, one)))
            .orElse(Set.of()),
        request.query("since", Times::parse).orElse(null),
        request.query("until", Times::parse).orElse(null),
        visible);
  }

  private static Stream<String> names(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(EventFilter::names)
        : Stream.of(type.getSimpleName());
  }

  private static <T> Set<T> set(String text, Function<String, T> parse) {
    return Stream.of(text.split(",", -1)).map(parse).collect(Collectors.toSet());
  }

  private static String type(String text) {
    if (!TYPES.contains(text)) {
      throw new IllegalArgumentException(
          "Expected types of events, separated by commas, of %s, but got '%s'."
              .formatted(String.join(", ", TYPES), text));
    }
    return text;
  }

  boolean matches(IndexedEvent event) {
    return switch (event) {
          case OfInstance(var one) -> matches(one.time(), one.event());
          case OfHost(var one) -> matches(one.time(), one.event());
        }
        && visible.test(event);
  }

  private boolean matches(Instant time, Object event) {
    return (types.isEmpty() || types.contains(event.getClass().getSimpleName()))
        && (causes.isEmpty() || hasCause(event))
        && (since == null || !time.isBefore(since))
        && (until == null || time.isBefore(until));
  }

  private boolean hasCause(Object event) {
    return event instanceof Caused caused && causes.contains(caused.cause().kind());
  }
}
