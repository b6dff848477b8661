package io.dormouse.streams.api.http.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.Utf8;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A JSON object, read strictly: a wrong, missing or unknown member is a {@link Problem} that names
 * its path, what was expected and what came. A null counts as omitted.
 */
public final class JsonBody {

  private static final int LONGEST_SHOWN = 80;
  private static final int MOST_ELEMENTS = 20;

  private final String within;
  private final ObjectNode members;

  private JsonBody(String within, ObjectNode members, Set<String> known) {
    this.within = within;
    this.members = members;
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      if (!known.contains(member.getKey())) {
        throw new Problem(
                ProblemType.INVALID_REQUEST,
                "Expected no other members than %s, but got '%s'."
                    .formatted(new TreeSet<>(known), within + shortened(member.getKey())))
            .with("member", within + shortened(member.getKey()))
            .with("expected", new TreeSet<>(known));
      }
    }
  }

  public static JsonBody parse(byte[] text, Set<String> known) {
    try {
      JsonNode value = Json.parse(Utf8.decode(text));
      if (value instanceof ObjectNode object) {
        return new JsonBody("", object, known);
      }
      throw new Problem(
          ProblemType.MALFORMED_BODY,
          "Expected a JSON object, but got %s."
              .formatted(value.isMissingNode() ? "an empty body" : shown(value)));
    } catch (CharacterCodingException e) {
      throw new Problem(ProblemType.MALFORMED_BODY, "Expected a JSON object in UTF-8.");
    } catch (JsonProcessingException e) {
      throw new Problem(
          ProblemType.MALFORMED_BODY,
          "Expected a JSON object, but at line %d, column %d: %s."
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    }
  }

  /** A text, parsed; the parser throws {@link IllegalArgumentException}. */
  public <T> Optional<T> find(String member, Function<String, T> parse) {
    return present(member).map(value -> parsed(member, text(member, value), parse));
  }

  /** As {@link #find}, for a required member. */
  public <T> T need(String member, Function<String, T> parse) {
    return find(member, parse).orElseThrow(() -> missing(member, "a text"));
  }

  public Optional<Integer> findNumber(String member) {
    return present(member)
        .map(value -> {
          if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(member, "a whole number", value);
          }
          return value.intValue();
        });
  }

  public int needNumber(String member) {
    return findNumber(member).orElseThrow(() -> missing(member, "a whole number"));
  }

  public Optional<Boolean> findFlag(String member) {
    return present(member)
        .map(value -> {
          if (!value.isBoolean()) {
            throw wrong(member, "true or false", value);
          }
          return value.booleanValue();
        });
  }

  /** An array of texts, parsed. */
  public <T> Optional<List<T>> findAll(String member, Function<String, T> parse) {
    return present(member)
        .map(value -> {
          if (!value.isArray() || value.size() > MOST_ELEMENTS) {
            throw wrong(member, "an array of at most %d texts".formatted(MOST_ELEMENTS), value);
          }
          return value
              .valueStream()
              .map(element -> parsed(member, text(member, element), parse))
              .toList();
        });
  }

  /** A nested object. */
  public Optional<JsonBody> findObject(String member, Set<String> known) {
    return findObject(member, names -> known);
  }

  /** A nested object whose known members depend on the names of those that it has. */
  public Optional<JsonBody> findObject(String member, Function<Set<String>, Set<String>> known) {
    return present(member).map(value -> nested(member, value, known));
  }

  /** An array of objects. */
  public Optional<List<JsonBody>> findObjects(String member, Set<String> known) {
    return present(member)
        .map(value -> {
          if (!value.isArray() || value.size() > MOST_ELEMENTS) {
            throw wrong(member, "an array of at most %d objects".formatted(MOST_ELEMENTS), value);
          }
          return IntStream.range(0, value.size())
              .mapToObj(index -> nested(member + "." + index, value.get(index), names -> known))
              .toList();
        });
  }

  /** An object whose members are all objects, by their names. */
  public Optional<Map<String, JsonBody>> findObjectsByName(
      String member, Function<Set<String>, Set<String>> known) {
    return present(member)
        .map(value -> {
          Map<String, JsonBody> named = new LinkedHashMap<>();
          object(member, value)
              .properties()
              .forEach(entry ->
                  named.put(
                      name(member, entry.getKey()),
                      nested(member + "." + shortened(entry.getKey()), entry.getValue(), known)));
          return named;
        });
  }

  private JsonBody nested(String member, JsonNode value, Function<Set<String>, Set<String>> known) {
    ObjectNode members = object(member, value);
    Set<String> names = members.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet());
    return new JsonBody(within + member + ".", members, known.apply(names));
  }

  /** True if the member is there and not null. */
  public boolean has(String member) {
    return present(member).isPresent();
  }

  /** An object whose members are all texts; empty when omitted. */
  public Map<String, String> texts(String member) {
    Map<String, String> texts = new LinkedHashMap<>();
    present(member)
        .ifPresent(value ->
            object(member, value)
                .properties()
                .forEach(entry -> texts.put(name(member, entry.getKey()), text(entry, member))));
    return texts;
  }

  private String name(String member, String name) {
    if (isText(name)) {
      return name;
    }
    throw Problem.member(
        within + member,
        "an object whose names are Unicode characters without U+0000",
        "the name '" + shortened(name) + "'");
  }

  private String text(Map.Entry<String, JsonNode> entry, String member) {
    return text(member + "." + shortened(entry.getKey()), entry.getValue());
  }

  /** The text; throws {@link IllegalArgumentException} if it is longer. */
  public static String atMost(int characters, String text) {
    if (text.length() > characters) {
      throw new IllegalArgumentException(
          "Expected at most %d characters, but got %d.".formatted(characters, text.length()));
    }
    return text;
  }

  private Optional<JsonNode> present(String member) {
    return Optional.ofNullable(members.get(member)).filter(value -> !value.isNull());
  }

  private ObjectNode object(String member, JsonNode value) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrong(member, "an object", value);
  }

  private String text(String member, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(member, "a text", value);
    }
    String text = value.textValue();
    if (!isText(text)) {
      throw wrong(member, "a text of Unicode characters without U+0000", value);
    }
    return text;
  }

  private static boolean isText(String text) {
    return text.indexOf('\0') < 0 && text.codePoints().noneMatch(JsonBody::isLoneSurrogate);
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private <T> T parsed(String member, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new Problem(
              ProblemType.INVALID_REQUEST,
              "The member '%s' is wrong. %s".formatted(within + member, e.getMessage()))
          .with("member", within + member)
          .with("got", shortened(text));
    }
  }

  private Problem missing(String member, String expected) {
    return Problem.member(within + member, expected, "nothing");
  }

  private Problem wrong(String member, String expected, JsonNode got) {
    return Problem.member(within + member, expected, shown(got));
  }

  private static String shown(JsonNode value) {
    String kind =
        switch (value.getNodeType()) {
          case STRING -> "the text ";
          case NUMBER -> "the number ";
          case ARRAY -> "the array ";
          case OBJECT -> "the object ";
          case BOOLEAN, NULL, MISSING, BINARY, POJO -> "";
        };
    return kind + shortened(value.toString());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
