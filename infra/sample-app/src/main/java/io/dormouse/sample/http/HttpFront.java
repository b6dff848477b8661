package io.dormouse.sample.http;

import io.dormouse.sample.config.Listening;
import io.dormouse.sample.documents.Storage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening server. Each request is served by a virtual thread that may block. */
public final class HttpFront {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final Duration LATENESS = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Prepares a server that does not listen yet. */
  public HttpFront(Whoami whoami, Storage storage) {
    Routes routes = new Routes(whoami, storage);
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(false));
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
            .requestHandler(request -> serve(request, routes))
            .webSocketHandshakeHandler(EchoSocket::accept)
            .webSocketHandler(EchoSocket::serve);
  }

  private void serve(HttpServerRequest request, Routes routes) {
    Exchange exchange = new Exchange(request, vertx.getOrCreateContext());
    threads.execute(() -> routes.serve(exchange));
  }

  /**
   * Listens.
   *
   * @return the port, also when the configuration leaves the choice to the system
   */
  public int listen(Listening listening) {
    return server.listen(listening.port(), listening.bind()).await().actualPort();
  }

  /** Stops accepting, lets running requests end within the time, and closes everything. */
  public void stop(Duration drainTimeout) {
    // One after the other: an action chained to the server's future would run on a loop that is
    // gone.
    closed("server", server.shutdown(drainTimeout), drainTimeout.plus(LATENESS));
    threads.shutdownNow();
    closed("event loop", vertx.close(), LATENESS);
  }

  private static void closed(String what, Future<Void> future, Duration patience) {
    try {
      future.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().addKeyValue("what", what).setCause(e).log("It did not close in time");
    }
  }
}
