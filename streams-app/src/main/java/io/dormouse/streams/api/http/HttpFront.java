package io.dormouse.streams.api.http;

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
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for HTTP. Requests are taken in and answered on one event loop; the endpoints run on
 * virtual threads, so they may wait. What no endpoint can do is answered as a {@link Problem}.
 */
public final class HttpFront implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Router router;
  private final long bodyLimit;
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
   * @param bodyLimit most bytes that a body may have
   */
  public HttpFront(Router router, long bodyLimit) {
    this.router = router;
    this.bodyLimit = bodyLimit;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout(75))
            .requestHandler(this::handle);
  }

  /** Begins to listen; throws {@link IllegalStateException} if that is not possible. */
  public void listen(String host, int port) {
    try {
      server.listen(port, host).await(10, TimeUnit.SECONDS);
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
    BodyIntake intake = new BodyIntake(request, bodyLimit);
    try {
      RequestRules.checkOrigin(request);
      Router.Match match = router.match(request.method(), request.path());
      MultiMap query = RequestRules.query(request, match.route());
      RequestRules.checkBody(request, match.route());
      intake.collect(
          body -> dispatch(request, match, query, body),
          problem -> write(request, problem.toAnswer()));
    } catch (Problem problem) {
      intake.refuse();
      write(request, problem.toAnswer());
    } catch (RuntimeException e) {
      intake.refuse();
      write(request, unexpected(request, e).toAnswer());
    }
  }

  private void dispatch(
      HttpServerRequest request, Router.Match match, MultiMap query, Buffer body) {
    if (!room.tryAcquire()) {
      write(request, tooBusy().toAnswer());
      return;
    }
    Context loop = vertx.getOrCreateContext();
    Request asked = new Request(match.variables(), query, request.headers(), body);
    threads.execute(() -> {
      try {
        Answer answer = answer(request, match.route(), asked);
        loop.runOnContext(now -> write(request, answer));
      } finally {
        room.release();
      }
    });
  }

  private static Answer answer(HttpServerRequest request, Route route, Request asked) {
    try {
      return route.endpoint().answer(asked);
    } catch (Problem problem) {
      return problem.toAnswer();
    } catch (RuntimeException e) {
      return unexpected(request, e).toAnswer();
    }
  }

  private static void write(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    Buffer body = Buffer.buffer(Json.write(answer.body()));
    response
        .setStatusCode(answer.status())
        .putHeader("Content-Type", answer.contentType())
        .putHeader("Content-Length", Integer.toString(body.length()))
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(response::putHeader);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
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

  private static Problem tooBusy() {
    return new Problem(
            ProblemType.TOO_BUSY,
            "Expected at most %d requests at once; try again later.".formatted(MOST_AT_ONCE))
        .retryAfter(Duration.ofSeconds(1));
  }

  /** Takes no more requests, lets those under way end for some seconds, and stops. */
  @Override
  public void close() {
    try {
      server.shutdown(GRACE).await(2 * GRACE.toMillis(), TimeUnit.MILLISECONDS);
      threads.shutdownNow();
      vertx.close().await(5, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().setMessage("the listener did not close in time").setCause(e).log();
    }
  }
}
