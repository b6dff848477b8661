package io.dormouse.streams.api.history;

import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.Order;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A request for events.
 *
 * @param after position behind which the answer begins, or empty for its end of the events
 * @param form of the answer
 * @param <P> positions of events
 */
record EventQuery<P>(Optional<P> after, int limit, Order order, EventFilter filter, Form form) {

  /** Form of an answer. */
  enum Form {
    JSON("application/json"),
    LINES("application/x-ndjson"),
    STREAM("text/event-stream");

    private final String contentType;

    Form(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }
  }

  private static final String AFTER = "after";
  private static final String LAST_SEEN = "Last-Event-ID";
  private static final int USUAL = 1_000;
  private static final int MOST = 10_000;

  /** The query parameters of such a request. */
  static String[] parameters() {
    return Stream.concat(Stream.of(AFTER, "limit", "order"), EventFilter.PARAMETERS.stream())
        .toArray(String[]::new);
  }

  static <P> EventQuery<P> of(
      Request request, Function<String, P> position, Predicate<IndexedEvent> visible) {
    Form form = form(request);
    Order order = request.query("order", EventQuery::order).orElse(Order.ASCENDING);
    if (form == Form.STREAM && order == Order.DESCENDING) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected no order=desc with server-sent events, which go on with new events.");
    }
    Optional<P> seen = form == Form.STREAM ? request.header(LAST_SEEN, position) : Optional.empty();
    return new EventQuery<>(
        seen.or(() -> request.query(AFTER, position)),
        ResultPage.limit(request, USUAL, MOST),
        order,
        EventFilter.of(request, visible),
        form);
  }

  private static Form form(Request request) {
    return Stream.of(Form.STREAM, Form.LINES)
        .filter(form -> request.accepts(form.contentType()))
        .findFirst()
        .orElse(Form.JSON);
  }

  private static Order order(String text) {
    return switch (text) {
      case "asc" -> Order.ASCENDING;
      case "desc" -> Order.DESCENDING;
      default ->
          throw new IllegalArgumentException(
              "Expected asc (oldest first) or desc (newest first), but got '%s'.".formatted(text));
    };
  }
}
