package io.dormouse.streams.api.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server. One event loop reads requests and writes responses; endpoints run on virtual
 * threads and may block. A request that no endpoint can handle is answered with a {@link Problem}.
 */
public final class ApiServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Router router;
  private final AllowedHosts hosts;
  private final Connections connections;
  private final long bodyLimit;
  private final EventStreams events;
  private final IdempotencyKeys keyed = new IdempotencyKeys();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));
  private final HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param hosts names that it answers to
   * @param bodyLimit largest body in bytes
   * @param mostStreams most event streams at once
   */
  public ApiServer(
      Router router, AllowedHosts hosts, ConnectionLimits limits, long bodyLimit, int mostStreams) {
    this.router = router;
    this.hosts = hosts;
    this.connections = new Connections(limits);
    this.bodyLimit = bodyLimit;
    this.events = new EventStreams(mostStreams);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout(75))
            .connectionHandler(connections::opened)
            .requestHandler(this::handle);
  }

  /** Begins to listen; throws {@link IllegalStateException} if that is not possible. */
  public void listen(String host, int port) {
    try {
      server.listen(port, host).await(10, TimeUnit.SECONDS);
      vertx
          .getOrCreateContext()
          .runOnContext(
              now -> vertx.setPeriodic(connections.lookEveryMillis(), tick -> connections.look()));
    } catch (Exception e) {
      close();
      throw new IllegalStateException(
          "Expected to listen on %s:%d, but: %s".formatted(host, port, e.getMessage()), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    BodyReader intake = new BodyReader(request, bodyLimit);
    try {
      if (!connections.asked(request, () -> refuse(request, intake, tooSlow()))) {
        throw tooManyConnections();
      }
      hosts.check(request);
      Router.Match match = router.match(request.method(), request.path());
      MultiMap query = RequestChecks.query(request, match.route());
      RequestChecks.checkBody(request, match.route());
      intake.collect(
          body -> dispatch(request, match, query, body),
          problem -> write(request, Response.of(problem)));
    } catch (Problem problem) {
      refuse(request, intake, problem);
    } catch (RuntimeException e) {
      refuse(request, intake, unexpected(request, e));
    }
  }

  private void refuse(HttpServerRequest request, BodyReader intake, Problem problem) {
    intake.refuse();
    write(request, Response.of(problem));
  }

  private void dispatch(
      HttpServerRequest request, Router.Match match, MultiMap query, Buffer body) {
    connections.taken(request);
    if (!room.tryAcquire()) {
      write(request, Response.of(tooBusy()));
      return;
    }
    Context loop = vertx.getOrCreateContext();
    String line = request.method().name() + " " + request.uri();
    Request asked = new Request(line, match.variables(), query, request.headers(), body);
    threads.execute(() -> {
      Response answer;
      try {
        answer = answer(request, match.route(), asked);
      } finally {
        room.release();
      }
      if (answer.content() instanceof Response.Content.EventContent(EventSource source)
          && !request.method().equals(HttpMethod.HEAD)) {
        serve(request, loop, answer, source);
      } else {
        loop.runOnContext(now -> write(request, answer));
      }
    });
  }

  private void serve(HttpServerRequest request, Context loop, Response head, EventSource source) {
    try {
      events.serve(request, loop, head, source);
      loop.runOnContext(now -> connections.answered(request));
    } catch (Problem tooMany) {
      loop.runOnContext(now -> write(request, Response.of(tooMany)));
    } catch (RuntimeException e) {
      unexpected(request, e);
    }
  }

  private Response answer(HttpServerRequest request, Route route, Request asked) {
    try {
      return route.method().equals(HttpMethod.GET)
          ? route.handler().answer(asked)
          : keyed.answer(route.handler(), asked);
    } catch (Problem problem) {
      return Response.of(problem);
    } catch (RuntimeException e) {
      return Response.of(unexpected(request, e));
    }
  }

  private void write(HttpServerRequest request, Response answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(answer.status())
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    answer.headers().forEach(response::putHeader);
    Buffer body = Buffer.buffer();
    byte[] content = bytes(answer.content());
    if (content != null) {
      response.putHeader("Content-Length", Integer.toString(content.length));
      if (!request.method().equals(HttpMethod.HEAD)) {
        body.appendBytes(content);
      }
    }
    boolean last = "close".equals(answer.headers().get("Connection"));
    connections.answering(request, body.length());
    response
        .end(body)
        .onComplete(sent -> {
          connections.answered(request);
          if (last) {
            request.connection().close();
          }
        });
  }

  private static byte @Nullable [] bytes(Response.Content content) {
    return switch (content) {
      case Response.Content.JsonContent(JsonNode value) -> Json.write(value);
      case Response.Content.TextContent(String text) -> text.getBytes(StandardCharsets.UTF_8);
      case Response.Content.NoContent none -> null;
      case Response.Content.EventContent events -> null;
    };
  }

  private static Problem unexpected(HttpServerRequest request, RuntimeException e) {
    LOG.atError()
        .setMessage("request failed")
        .addKeyValue("method", request.method())
        .addKeyValue("path", request.path())
        .setCause(e)
        .log();
    return new Problem(
        ProblemType.UNEXPECTED, "This is a fault of the streams app; its log has the cause.");
  }

  private static Problem tooSlow() {
    return new Problem(
            ProblemType.TOO_SLOW,
            "Expected the whole body within api.body.timeout, but got a part.")
        .withHeader("Connection", "close");
  }

  private Problem tooManyConnections() {
    return new Problem(
            ProblemType.TOO_BUSY,
            "Expected at most %d connections; try again later.".formatted(connections.most()))
        .retryAfter(Duration.ofSeconds(5))
        .withHeader("Connection", "close");
  }

  private static Problem tooBusy() {
    return new Problem(
            ProblemType.TOO_BUSY,
            "Expected at most %d requests at once; try again later.".formatted(MOST_AT_ONCE))
        .retryAfter(Duration.ofSeconds(1));
  }

  /** Stops; requests in progress have some seconds to finish. */
  @Override
  public void close() {
    events.close();
    try {
      server.shutdown(GRACE).await(2 * GRACE.toMillis(), TimeUnit.MILLISECONDS);
      threads.shutdownNow();
      vertx.close().await(5, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().setMessage("the listener did not close in time").setCause(e).log();
    }
  }
}
