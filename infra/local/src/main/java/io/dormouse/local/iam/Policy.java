package io.dormouse.local.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy document and its statements. Statements allow or deny actions on resources, either with
 * wildcards; a listing can be limited by the condition {@code s3:prefix} ({@code StringEquals},
 * {@code StringLike}). Any other content of a document is refused, not overlooked.
 *
 * @param document as it was given
 */
record Policy(String document, List<Statement> statements) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PARTS =
      Set.of("Sid", "Effect", "Action", "Resource", "Condition");

  /** One statement: allows or denies the accesses that it is about. */
  record Statement(
      boolean allows,
      List<Wildcard> actions,
      List<Wildcard> resources,
      List<List<Wildcard>> prefixes) {

    boolean isAbout(Access access) {
      return any(actions, access.action())
          && any(resources, access.resource())
          && prefixes.stream()
              .allMatch(allowed -> access.prefix() != null && any(allowed, access.prefix()));
    }

    private static boolean any(List<Wildcard> wildcards, String text) {
      return wildcards.stream().anyMatch(wildcard -> wildcard.matches(text));
    }
  }

  Policy {
    statements = List.copyOf(statements);
  }

  /** True if one of the policies allows the access and none denies it. */
  static boolean allow(Iterable<Policy> policies, Access access) {
    boolean allowed = false;
    for (Policy policy : policies) {
      for (Statement statement : policy.statements()) {
        if (statement.isAbout(access)) {
          if (!statement.allows()) {
            return false;
          }
          allowed = true;
        }
      }
    }
    return allowed;
  }

  /** Reads a document. Throws {@link IamException} if it has content that would not be enforced. */
  static Policy parse(String document) {
    try {
      JsonNode statements = JSON.readTree(document).path("Statement");
      List<Statement> parsed = new ArrayList<>();
      (statements.isObject() ? List.of(statements) : statements)
          .forEach(statement -> parsed.add(statement(statement)));
      if (parsed.isEmpty()) {
        throw IamException.malformedPolicy("Expected a Statement in the policy, got none.");
      }
      return new Policy(document, parsed);
    } catch (JsonProcessingException e) {
      throw IamException.malformedPolicy("Expected JSON, got: " + e.getOriginalMessage());
    }
  }

  private static Statement statement(JsonNode statement) {
    statement
        .fieldNames()
        .forEachRemaining(part -> expect(PARTS.contains(part), "one of " + PARTS, part));
    String effect = statement.path("Effect").asText();
    expect(effect.equals("Allow") || effect.equals("Deny"), "Effect Allow or Deny", effect);
    return new Statement(
        effect.equals("Allow"),
        texts(statement.path("Action"), "Action").stream().map(Wildcard::ignoringCase).toList(),
        texts(statement.path("Resource"), "Resource").stream().map(Wildcard::of).toList(),
        prefixes(statement.path("Condition")));
  }

  private static List<List<Wildcard>> prefixes(JsonNode condition) {
    List<List<Wildcard>> prefixes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> operator : condition.properties()) {
      boolean like = operator.getKey().equals("StringLike");
      expect(
          like || operator.getKey().equals("StringEquals"),
          "a condition StringLike or StringEquals",
          operator.getKey());
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        expect(key.getKey().equals("s3:prefix"), "a condition on s3:prefix", key.getKey());
        prefixes.add(
            texts(key.getValue(), "s3:prefix").stream()
                .map(text -> like ? Wildcard.of(text) : Wildcard.exactly(text))
                .toList());
      }
    }
    return prefixes;
  }

  private static List<String> texts(JsonNode oneOrMany, String name) {
    List<String> texts = new ArrayList<>();
    (oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany))
        .forEach(text -> {
          expect(text.isTextual(), "texts as " + name, text.toString());
          texts.add(text.asText());
        });
    return texts;
  }

  private static void expect(boolean good, String expected, String came) {
    if (!good) {
      throw IamException.malformedPolicy("Expected %s, got %s.".formatted(expected, came));
    }
  }
}
