package io.dormouse.streams.api.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.history.EventQuery.Form;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.instance.InstanceEndpoints;
import io.dormouse.streams.api.instance.InstanceJson;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.history.FeedPosition;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.Order;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Endpoints of an instance's history and of the feed of all events. */
public final class HistoryEndpoints {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Longest time by which an event is written after events that happened later. */
  private static final Duration DISORDER = Duration.ofHours(1);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Table<InstanceId, InstanceView> instances;
  private final ReadableHistory history;

  /**
   * The endpoints.
   *
   * @param instances the views that were shown; a history has at least the events up to its view
   */
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
    HistoryIndex index = history.index();
    OwnEvents own = own(request, index);
    EventQuery<Long> query = EventQuery.of(request, HistoryEndpoints::sequence, own);
    awaitShown(id, index);
    if (index.newest(id) == 0 || !own.hasSome(id)) {
      throw InstanceEndpoints.unknown(id);
    }
    Order order = query.order();
    long from = query.after().orElse(order == Order.ASCENDING ? 0 : Long.MAX_VALUE);
    String path = InstanceJson.path(id) + "/history";
    return answer(
        request,
        path,
        query,
        new Reading<>(index, from, page -> index.events(id, page.reached(), order, page)));
  }

  private Response feed(Request request) {
    HistoryIndex index = history.index();
    EventQuery<FeedPosition> query = EventQuery.of(request, index::position, own(request, index));
    return answer(
        request,
        "/v1/events",
        query,
        new Reading<>(
            index,
            query.after().orElseGet(() -> beginning(query, index)),
            page -> index.feed(page.reached(), query.order(), page)));
  }

  private OwnEvents own(Request request, HistoryIndex index) {
    return new OwnEvents(new OwnInstances(instances, request.principal()), index);
  }

  private static FeedPosition beginning(EventQuery<FeedPosition> query, HistoryIndex index) {
    EventFilter filter = query.filter();
    boolean ascending = query.order() == Order.ASCENDING;
    if (ascending && filter.since() != null) {
      return index.at(filter.since());
    }
    if (!ascending && filter.until() != null) {
      return index.at(filter.until().plus(DISORDER));
    }
    boolean live = query.form() == Form.STREAM;
    return ascending && !live ? index.start() : index.end();
  }

  private static <P> Response answer(
      Request request, String path, EventQuery<P> query, Reading<P> reading) {
    if (query.form() == Form.STREAM) {
      return Response.events(new LiveEvents<>(reading, query.filter()));
    }
    EventPage<P> page = new EventPage<>(query.filter(), query.limit(), reading.from());
    reading.into().accept(page);
    Response body = query.form() == Form.LINES ? lines(page) : list(page);
    return page.next()
        .map(next -> body.withHeader("Link", link(request, path, query, next)))
        .orElse(body);
  }

  private static <P> Response list(EventPage<P> page) {
    ArrayNode events = Json.array();
    page.entries().forEach(entry -> events.add(EventJson.of(entry.event())));
    return Response.ok(events);
  }

  private static <P> Response lines(EventPage<P> page) {
    return Response.text(
        EventQuery.LINES,
        page.entries().stream()
            .map(entry -> EventJson.of(entry.event()) + "\n")
            .collect(Collectors.joining()));
  }

  /** The same request for the next page. */
  private static <P> String link(Request request, String path, EventQuery<P> query, P next) {
    return "<%s?after=%s&limit=%d%s>; rel=\"next\""
        .formatted(path, next, query.limit(), request.queryWithout(Set.of("after", "limit")));
  }

  /** Waits until the history has what the view shows: both are of one commit. */
  private void awaitShown(InstanceId id, HistoryIndex index) {
    long shown = instances.find(id).map(InstanceView::sequence).orElse(0L);
    long end = System.nanoTime() + PATIENCE.toNanos();
    long version = index.version();
    while (index.newest(id) < shown) {
      awaitNews(index, version, Duration.ofNanos(end - System.nanoTime()));
      version = index.version();
    }
  }

  private static void awaitNews(HistoryIndex index, long version, Duration patience) {
    try {
      if (!index.awaitNews(version, patience)) {
        throw new Problem(
                ProblemType.UNAVAILABLE,
                "Expected the history to have the newest events within %d s."
                    .formatted(PATIENCE.toSeconds()))
            .retryAfter(SOON);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(ProblemType.UNAVAILABLE, "The program ends.").retryAfter(SOON);
    }
  }

  private static long sequence(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "Expected a sequence of 0 or more, but got '%s'.".formatted(text));
    }
    return Long.parseLong(text);
  }
}
