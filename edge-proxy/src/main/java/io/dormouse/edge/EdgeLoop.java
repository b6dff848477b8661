package io.dormouse.edge;

import io.dormouse.edge.EdgeServer.Shared;
import io.dormouse.edge.EdgeSettings.Listening;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.client.Clients;
import io.dormouse.edge.forward.Forwarder;
import io.dormouse.edge.forward.OutsideTargets;
import io.dormouse.edge.gate.RequestGate;
import io.dormouse.edge.route.RoutePolicy;
import io.dormouse.edge.wake.EventStream;
import io.dormouse.edge.wake.WakeStage;
import io.dormouse.edge.wire.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop of the edge: its listener, its stages and its connections to backends. */
final class EdgeLoop extends VerticleBase {

  private static final Duration LAST_REQUESTS = Duration.ofSeconds(3);

  private final Shared shared;
  private final int listenPort;
  private @Nullable HttpServer server;
  private @Nullable Forwarder forwarder;

  EdgeLoop(Shared shared, int listenPort) {
    this.shared = shared;
    this.listenPort = listenPort;
  }

  @Override
  public Future<?> start() {
    EdgeSettings settings = shared.settings();
    AnswerWriter answers = new AnswerWriter(vertx);
    Forwarder toBackends = new Forwarder(vertx, settings.backends(), answers);
    Clients clients = new Clients(settings.fronting());
    Pipeline pipeline =
        new Pipeline(
            new Pipeline.Stages(
                new RequestGate(),
                clients,
                shared.routes(),
                new RoutePolicy(settings.fronting().wwwRedirect()),
                new WakeStage(
                    shared.room(),
                    shared.descriptions(),
                    answers,
                    shared.clock(),
                    settings.waiting().holdTimeout()),
                new EventStream(vertx, shared.room()),
                shared.activity(),
                new OutsideTargets(
                    vertx,
                    settings.backends().privateTargets(),
                    port -> port == port() || port == settings.adminPort()),
                toBackends,
                answers),
            shared.clock(),
            context);
    forwarder = toBackends;
    server = listener(settings, clients, pipeline);
    return server.listen(listenPort, settings.listening().host());
  }

  @Override
  public Future<?> stop() {
    return Objects.requireNonNull(server)
        .shutdown(LAST_REQUESTS)
        .eventually(() -> Objects.requireNonNull(forwarder).close());
  }

  int port() {
    return Objects.requireNonNull(server).actualPort();
  }

  private HttpServer listener(EdgeSettings all, Clients clients, Pipeline pipeline) {
    Listening settings = all.listening();
    Http1ServerConfig limits =
        new Http1ServerConfig()
            .setMaxInitialLineLength((int) settings.lineMax().bytes())
            .setMaxHeaderSize((int) settings.headMax().bytes());
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(false)
            .setCompressionSupported(false)
            .setDecompressionSupported(false)
            .setMaxInitialLineLength((int) settings.lineMax().bytes())
            .setMaxHeaderSize((int) settings.headMax().bytes())
            .setIdleTimeout((int) settings.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setUseProxyProtocol(all.fronting().proxyProtocol())
            .setProxyProtocolTimeout(settings.headTimeout().toMillis())
            .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
            .setAcceptBacklog(4096);
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> {
          StrictRequestDecoder.install(connection, limits, settings.headTimeout());
          if (!clients.accepts(connection)) {
            StrictRequestDecoder.of(connection).takeNoMore();
            connection.close();
          }
        })
        .requestHandler(pipeline)
        .invalidRequestHandler(pipeline::handleUndecodable);
  }
}
