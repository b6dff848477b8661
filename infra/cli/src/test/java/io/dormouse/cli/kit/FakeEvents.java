package io.dormouse.cli.kit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/**
 * The event log of a {@link FakeApi}, as a list and as a stream. Streams can be cut in the middle
 * of an event; one that has nothing more to send ends for good.
 */
public final class FakeEvents {

  private final List<ObjectNode> log = new ArrayList<>();
  private final ConcurrentLinkedDeque<Integer> cuts = new ConcurrentLinkedDeque<>();
  private final CountDownLatch forEver = new CountDownLatch(1);
  private volatile boolean silent;

  /** Adds an event; its sequence counts from 1. */
  public FakeEvents add(String type, String data) {
    int sequence = log.size() + 1;
    ObjectNode event =
        FakeApi.object(
            "{'instance':'acme','sequence':%d,'id':'e-%d','time':'2026-11-22T08:00:0%d.123456Z','actor':{'kind':'api-user','id':'olga'}}"
                .formatted(sequence, sequence, sequence % 10));
    event.put("type", type).set("data", FakeApi.object(data));
    log.add(event);
    return this;
  }

  /** The streams that come are cut after so many whole events each, in this order. */
  public void cutAfter(Integer... events) {
    cuts.addAll(List.of(events));
  }

  /** The next stream sends nothing and stays open. */
  public void beSilentOnce() {
    silent = true;
  }

  public void serve(HttpExchange exchange, FakeApi.Request request) throws IOException {
    boolean live = request.header("Accept").equals("text/event-stream");
    String last = request.header("Last-Event-ID");
    String cursor = last.isEmpty() ? request.query().getOrDefault("after", "0") : last;
    int after = Integer.parseInt(cursor.replace("cursor-", ""));
    List<ObjectNode> rest = new ArrayList<>(log.subList(after, log.size()));
    if (live) {
      stream(exchange, rest, request.path().endsWith("/events") ? "cursor-" : "");
    } else {
      page(exchange, request, rest);
    }
  }

  private void page(HttpExchange exchange, FakeApi.Request request, List<ObjectNode> rest)
      throws IOException {
    int limit = Integer.parseInt(request.query().getOrDefault("limit", "1000"));
    if (request.query().getOrDefault("order", "asc").equals("desc")) {
      Collections.reverse(rest);
    }
    ArrayNode page = FakeApi.JSON.createArrayNode();
    rest.stream().limit(limit).forEach(page::add);
    if (rest.size() > limit) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<%s?limit=%d&after=%d>; rel=\"next\""
                  .formatted(request.path(), limit, page.get(limit - 1).path("sequence").asInt()));
    }
    FakeApi.send(exchange, 200, page);
  }

  private void stream(HttpExchange exchange, List<ObjectNode> rest, String prefix)
      throws IOException {
    if (silent) {
      silent = false;
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(':');
      exchange.getResponseBody().flush();
      await();
      return;
    }
    if (rest.isEmpty()) {
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
      return;
    }
    Integer cut = cuts.poll();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    body.write(":\n\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < rest.size(); i++) {
      String text =
          "id: %s%d\nevent: %s\ndata: %s\n\n"
              .formatted(
                  prefix,
                  rest.get(i).path("sequence").asInt(),
                  rest.get(i).path("type").asText(),
                  rest.get(i));
      if (cut != null && cut == i) {
        body.write(text.substring(0, text.length() - 2).getBytes(StandardCharsets.UTF_8));
        body.flush();
        throw new IOException("the connection breaks");
      }
      body.write(text.getBytes(StandardCharsets.UTF_8));
    }
    exchange.close();
  }

  private void await() {
    try {
      forEver.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
