package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.settings.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The difference between a stored blueprint and a file. Members that the file leaves out have their
 * defaults; {@code 60s} and {@code 1m}, and {@code 1024MiB} and {@code 1GiB}, are the same.
 */
final class BlueprintDiff {

  /** Defaults of the control API. */
  static final String DEFAULTS = "blueprint-defaults.json";

  private static final String ENVIRONMENT = "environment";
  private static final String PASSIVATION = "passivation";
  private static final List<String> WINDOWS = List.of("zone", "awake", "quiet");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([KMGT])iB");
  private static final String UNITS = "KMGT";

  private BlueprintDiff() {}

  /** The changes {@code {field, current, new}}, by field; one that is not there is null. */
  static List<JsonNode> between(JsonNode stored, JsonNode file) {
    ObjectNode next = Json.object();
    merge(next, defaults());
    merge(next, file);
    if (file.get(PASSIVATION) instanceof ObjectNode policy) {
      next.set(PASSIVATION, completed(policy));
    }
    Map<String, JsonNode> before = new TreeMap<>();
    Map<String, JsonNode> after = new TreeMap<>();
    flatten("", stored, before);
    flatten("", next, after);
    List<JsonNode> changes = new ArrayList<>();
    TreeMap<String, JsonNode> all = new TreeMap<>(before);
    all.putAll(after);
    for (String field : all.keySet()) {
      JsonNode old = before.get(field);
      JsonNode wanted = after.get(field);
      if (!isOfThePath(field) && !Objects.equals(old, wanted)) {
        ObjectNode change = Json.object().put("field", field);
        change.set("current", old);
        change.set("new", wanted);
        changes.add(change);
      }
    }
    return changes;
  }

  /** A passivation policy with the defaults of its kind. */
  private static ObjectNode completed(ObjectNode policy) {
    if (!policy.has("plans") && !policy.has("otherwise")) {
      return completedSingle(policy);
    }
    ObjectNode all = Json.object();
    ObjectNode plans = all.putObject("plans");
    policy
        .path("plans")
        .properties()
        .forEach(plan -> plans.set(plan.getKey(), completedSingle(plan.getValue())));
    all.set("otherwise", completedSingle(policy.path("otherwise")));
    return all;
  }

  private static ObjectNode completedSingle(JsonNode policy) {
    ObjectNode whole = Json.object();
    merge(whole, defaults().path(PASSIVATION));
    if (WINDOWS.stream().anyMatch(policy::has)) {
      whole.remove("action");
      whole.putArray("awake");
      whole.putArray("quiet");
    }
    merge(whole, policy);
    return whole;
  }

  static JsonNode defaults() {
    try (InputStream file =
        Objects.requireNonNull(BlueprintDiff.class.getResourceAsStream(DEFAULTS))) {
      return Json.parse(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfThePath(String field) {
    return field.equals("id") || field.equals("version");
  }

  /** Objects are merged member by member, but for the environment, which is one value. */
  private static void merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(member -> {
          JsonNode known = into.get(member.getKey());
          if (known instanceof ObjectNode inner
              && member.getValue().isObject()
              && !member.getKey().equals(ENVIRONMENT)) {
            merge(inner, member.getValue());
          } else if (known == null || !member.getValue().isNull()) {
            into.set(member.getKey(), member.getValue().deepCopy());
          }
        });
  }

  private static void flatten(String path, JsonNode value, Map<String, JsonNode> fields) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(member ->
              flatten(
                  path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                  member.getValue(),
                  fields));
    } else if (!value.isNull()) {
      fields.put(path, path.startsWith(ENVIRONMENT) ? value : canonical(value));
    }
  }

  private static JsonNode canonical(JsonNode value) {
    if (!value.isTextual()) {
      return value;
    }
    String text = value.textValue();
    if (Durations.matches(text)) {
      return Json.object().textNode(Durations.format(Durations.parse(text)));
    }
    Matcher size = SIZE.matcher(text);
    return size.matches() ? Json.object().textNode(inLargestUnit(size)) : value;
  }

  private static String inLargestUnit(Matcher size) {
    long number = Long.parseLong(size.group(1));
    int unit = UNITS.indexOf(size.group(2));
    while (number != 0 && number % 1024 == 0 && unit < UNITS.length() - 1) {
      number /= 1024;
      unit++;
    }
    return number + UNITS.substring(unit, unit + 1) + "iB";
  }
}
