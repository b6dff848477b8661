package io.dormouse.streams.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Durations;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.SealedCredentials;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records of the language as JSON: every component under its name, in order, except sealed ones.
 * Ids are texts, enum constants names, instants ISO 8601 with microseconds. Durations are as in
 * settings ({@code 4s}), or ISO 8601 if they are finer than a millisecond, negative or beyond
 * {@link Durations#LONGEST}. Every value of the language has such a form, however large.
 */
public final class RecordJson {

  private static final DateTimeFormatter MICROS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Components of each class, which reflection would look up again for each value. */
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents())
              .map(component -> new Component(component.getName(), component.getAccessor()))
              .toList();
        }
      };

  private RecordJson() {}

  public static ObjectNode of(Record value) {
    ObjectNode object = NODES.objectNode();
    for (Component component : COMPONENTS.get(value.getClass())) {
      object.set(component.name(), node(component.of(value)));
    }
    return object;
  }

  /** Throws {@link IllegalArgumentException} if there is no rule for the value's type. */
  public static JsonNode node(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case String text -> NODES.textNode(text);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Boolean flag -> NODES.booleanNode(flag);
      case Enum<?> constant -> NODES.textNode(EnumNames.of(constant));
      case Instant instant -> NODES.textNode(MICROS.format(instant));
      case Duration duration -> NODES.textNode(text(duration));
      case Collection<?> elements -> array(elements);
      case Map<?, ?> entries -> map(entries);
      case ReplicaId replica -> NODES.textNode(replica.toString());
      case SealedCredentials sealed -> withoutContent(sealed);
      case Credentials credentials -> throw secret(credentials);
      case Record composite -> unwrapped(composite);
      default ->
          throw new IllegalArgumentException(
              "Expected a value with a JSON form, but got a %s.".formatted(value.getClass()));
    };
  }

  /** The credentials without the ciphertext; those who need it read it from the topic. */
  private static ObjectNode withoutContent(SealedCredentials sealed) {
    ObjectNode object = of(sealed);
    object.remove("ciphertext");
    return object;
  }

  private static IllegalArgumentException secret(Credentials credentials) {
    return new IllegalArgumentException(
        "Expected a value that may be shown, but got %s.".formatted(credentials));
  }

  private static JsonNode unwrapped(Record value) {
    List<Component> components = COMPONENTS.get(value.getClass());
    return components.size() == 1 && components.getFirst().name().equals("value")
        ? node(components.getFirst().of(value))
        : of(value);
  }

  private static String text(Duration duration) {
    boolean inBounds = !duration.isNegative() && duration.compareTo(Durations.LONGEST) <= 0;
    return inBounds && duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)
        ? Durations.format(duration)
        : duration.toString();
  }

  private static ArrayNode array(Collection<?> elements) {
    ArrayNode array = NODES.arrayNode();
    elements.forEach(element -> array.add(node(element)));
    return array;
  }

  private static ObjectNode map(Map<?, ?> entries) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    entries.forEach((key, value) -> sorted.put(String.valueOf(key), node(value)));
    return NODES.objectNode().setAll(sorted);
  }

  private record Component(String name, Method accessor) {

    @Nullable Object of(Record value) {
      try {
        return accessor.invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Expected to read %s.".formatted(accessor), e);
      }
    }
  }
}
