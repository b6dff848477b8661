package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.http.LineHandler;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.Sender;
import io.dormouse.streams.api.http.batch.Batches;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
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
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private final ResponseWriter out;
  private final long bodyLimit;
  private final EventStreams events;
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
  private final Batches batches;
  private final HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param hosts names that it answers to
   */
  public ApiServer(Router router, AllowedHosts hosts, ServerLimits limits) {
    this.router = router;
    this.hosts = hosts;
    this.connections = new Connections(limits.connections());
    this.out = new ResponseWriter(connections);
    this.bodyLimit = limits.body();
    this.events = new EventStreams(limits.streams());
    this.batches = new Batches(limits.batches(), limits.connections().body(), threads);
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
    try {
      if (!connections.asked(request, () -> refuse(request, tooSlow()))) {
        throw tooManyConnections();
      }
      hosts.check(request);
      Router.Match match = router.match(request.method(), request.path());
      MultiMap query = RequestChecks.query(request, match.route());
      RequestChecks.checkBody(request, match.route());
      if (match.route().body() == Route.Body.LINES) {
        request.pause();
        dispatch(request, match, query, Buffer.buffer());
      } else {
        new BodyReader(request, bodyLimit)
            .collect(
                body -> dispatch(request, match, query, body),
                problem -> out.write(request, Response.of(problem)));
      }
    } catch (Problem problem) {
      refuse(request, problem);
    } catch (RuntimeException e) {
      refuse(request, unexpected(request, e));
    }
  }

  private void refuse(HttpServerRequest request, Problem problem) {
    BodyReader.drain(request);
    out.write(request, Response.of(problem));
  }

  private void dispatch(
      HttpServerRequest request, Router.Match match, MultiMap query, Buffer body) {
    connections.taken(request);
    if (!room.tryAcquire()) {
      refuse(request, tooBusy());
      return;
    }
    Context loop = vertx.getOrCreateContext();
    String line = request.method().name() + " " + request.uri();
    Sender sender = new Sender(request.remoteAddress().hostAddress(), Principal.ANYBODY);
    Request asked = new Request(line, match.variables(), query, request.headers(), body, sender);
    threads.execute(() -> {
      Response answer;
      try {
        answer = answer(request, match.route(), asked);
      } finally {
        room.release();
      }
      if (answer.content() instanceof Response.Content.LineContent(LineHandler handler)) {
        serveLines(request, loop, answer, handler);
      } else if (answer.content() instanceof Response.Content.EventContent(EventSource source)
          && !request.method().equals(HttpMethod.HEAD)) {
        serveEvents(request, loop, answer, source);
      } else {
        loop.runOnContext(now -> {
          BodyReader.drain(request);
          out.write(request, answer);
        });
      }
    });
  }

  private void serveEvents(
      HttpServerRequest request, Context loop, Response head, EventSource source) {
    try {
      events.serve(request, loop, head, source);
      loop.runOnContext(now -> connections.answered(request));
    } catch (Problem tooMany) {
      loop.runOnContext(now -> out.write(request, Response.of(tooMany)));
    } catch (RuntimeException e) {
      unexpected(request, e);
    }
  }

  private void serveLines(
      HttpServerRequest request, Context loop, Response head, LineHandler handler) {
    boolean complete = false;
    try {
      complete = batches.serve(request, loop, head, line -> answer(request, handler, line));
    } catch (Problem refused) {
      loop.runOnContext(now -> refuse(request, refused));
      return;
    } catch (RuntimeException e) {
      unexpected(request, e);
    }
    boolean cut = !complete;
    loop.runOnContext(now -> {
      if (cut) {
        request.connection().close();
      } else {
        BodyReader.drain(request);
        request.response().end();
        connections.answered(request);
      }
    });
  }

  private static LineHandler.Answer answer(
      HttpServerRequest request, LineHandler handler, byte[] line) {
    try {
      return handler.answer(line);
    } catch (RuntimeException e) {
      return LineHandler.Answer.of(unexpected(request, e));
    }
  }

  private Response answer(HttpServerRequest request, Route route, Request asked) {
    try {
      return route.handler().answer(asked);
    } catch (Problem problem) {
      return Response.of(problem);
    } catch (RuntimeException e) {
      return Response.of(unexpected(request, e));
    }
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
    batches.close();
    try {
      server.shutdown(GRACE).await(2 * GRACE.toMillis(), TimeUnit.MILLISECONDS);
      threads.shutdownNow();
      vertx.close().await(5, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().setMessage("the listener did not close in time").setCause(e).log();
    }
  }
}
