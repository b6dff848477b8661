package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.json.Json;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list: at most {@code limit} items and the path of the next page.
 *
 * @param path path of the list with its filters, without {@code limit} and {@code after}
 */
public record ResultPage(String path, int limit) {

  private static final int USUAL = 100;
  static final int MOST = 1_000;

  public static ResultPage of(Request request, String path) {
    return new ResultPage(path, limit(request, USUAL, MOST));
  }

  /** The query parameter {@code limit}. */
  public static int limit(Request request, int usual, int most) {
    return request.query("limit", text -> number(text, most)).orElse(usual);
  }

  private static int number(String text, int most) {
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          "Expected a whole number from 1 to %d, but got '%s'.".formatted(most, text));
    }
    return Integer.parseInt(text);
  }

  /**
   * The page as a response.
   *
   * @param values all values from the first of the page
   * @param key the value of the query parameter {@code after} that continues behind a value
   */
  public <V> Response answer(
      Stream<V> values, Function<V, String> key, Function<V, JsonNode> json) {
    ArrayNode items = Json.array();
    String last = "";
    Iterator<V> rest = values.iterator();
    while (rest.hasNext() && items.size() < limit) {
      V value = rest.next();
      last = key.apply(value);
      items.add(json.apply(value));
    }
    return answer(items, rest.hasNext() ? last : null);
  }

  /**
   * A page, which may have fewer items than its limit.
   *
   * @param last the value of {@code after} that continues behind it, or null if nothing follows
   */
  public Response answer(ArrayNode items, @Nullable String last) {
    ObjectNode page = Json.object();
    page.set("items", items);
    page.put(
        "next",
        last == null ? null : "%s%slimit=%d&after=%s".formatted(path, separator(), limit, last));
    return Response.ok(page);
  }

  private String separator() {
    return path.contains("?") ? "&" : "?";
  }
}
