package io.dormouse.streams.api.history;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.history.EventQuery.Form;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.instance.InstanceEndpoints;
import io.dormouse.streams.api.instance.InstanceJson;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.history.FeedPosition;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.Order;
import io.dormouse.streams.history.Span;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Endpoints of an instance's history and of the feed of all events. */
public final class HistoryEndpoints {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int LARGE_BODIES = 64 << 20;

  private final Table<InstanceId, InstanceView> instances;
  private final ReadableHistory history;
  private final LargeBodies bodies = new LargeBodies(LARGE_BODIES);

  public HistoryEndpoints(Table<InstanceId, InstanceView> instances, ReadableHistory history) {
    this.instances = instances;
    this.history = history;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
            Permission.READ, "/v1/instances/{id}/history", this::history, EventQuery.parameters()),
        Route.get(Permission.READ, "/v1/events", this::feed, EventQuery.parameters()));
  }

  private Response history(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    HistoryIndex index = history.indexUpTo(id);
    OwnEvents own = own(request, index);
    EventQuery<Long> query = EventQuery.of(request, HistoryEndpoints::sequence, own);
    if (index.newest(id) == 0 || !own.hasSome(id)) {
      throw InstanceEndpoints.unknown(id);
    }
    Order order = query.order();
    long from = query.after().orElse(order == Order.ASCENDING ? 0 : Long.MAX_VALUE);
    String path = InstanceJson.path(id) + "/history";
    Reading<Long> reading =
        new Reading<>(index, (after, page) -> index.events(id, after, order, page));
    return history.read(() -> answer(request, path, query, reading, from));
  }

  private Response feed(Request request) {
    HistoryIndex index = history.index();
    EventQuery<FeedPosition> query = EventQuery.of(request, index::position, own(request, index));
    Span span = new Span(query.filter().since(), query.filter().until());
    Reading<FeedPosition> reading =
        new Reading<>(index, (after, page) -> index.feed(after, query.order(), span, page));
    return history.read(() -> {
      FeedPosition from = query.after().orElseGet(() -> beginning(query, index));
      return answer(request, "/v1/events", query, reading, from);
    });
  }

  private OwnEvents own(Request request, HistoryIndex index) {
    return new OwnEvents(new OwnInstances(instances, request.principal()), index);
  }

  private static FeedPosition beginning(EventQuery<FeedPosition> query, HistoryIndex index) {
    boolean live = query.form() == Form.STREAM && query.filter().since() == null;
    return query.order() == Order.ASCENDING && !live ? index.start() : index.end();
  }

  private <P> Response answer(
      Request request, String path, EventQuery<P> query, Reading<P> reading, P from) {
    if (query.form() == Form.STREAM) {
      return Response.events(new LiveEvents<>(history, reading, from, query.filter(), KEEP_ALIVE));
    }
    EventBody<P> body = new EventBody<>(query.form(), query.limit());
    EventPage<P> page = reading.page(query.filter(), body, from);
    Response answer = bodies.response(query.form().contentType(), body.end());
    return page.next()
        .map(next -> answer.withHeader("Link", link(request, path, query, next)))
        .orElse(answer);
  }

  /** The same request for the next page. */
  private static <P> String link(Request request, String path, EventQuery<P> query, P next) {
    return "<%s?after=%s&limit=%d%s>; rel=\"next\""
        .formatted(path, next, query.limit(), request.queryWithout(Set.of("after", "limit")));
  }

  private static long sequence(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "Expected a sequence of 0 or more, but got '%s'.".formatted(text));
    }
    return Long.parseLong(text);
  }
}
