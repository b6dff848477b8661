package io.dormouse.edge;

import io.dormouse.edge.EdgeServer.Shared;
import io.dormouse.edge.EdgeSettings.Listening;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.client.Clients;
import io.dormouse.edge.client.connection.ConnectionSweep;
import io.dormouse.edge.forward.Forwarder;
import io.dormouse.edge.forward.replica.OutsideTargets;
import io.dormouse.edge.gate.RequestGate;
import io.dormouse.edge.observe.AccessStage;
import io.dormouse.edge.route.RoutePolicy;
import io.dormouse.edge.wake.EventStream;
import io.dormouse.edge.wake.WakeStage;
import io.dormouse.edge.wire.StrictRequestDecoder;
import io.dormouse.edge.wire.http2.Http2Connections;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop of the edge: its listener, its stages and its connections to backends. */
final class EdgeLoop extends VerticleBase {

  /** The largest piece of a body that is read, and sent on, at once. */
  private static final int LARGEST_CHUNK = 64 << 10;

  private final Shared shared;
  private final int listenPort;
  private @Nullable HttpServer server;
  private @Nullable Forwarder forwarder;
  private @Nullable ConnectionSweep sweep;
  private @Nullable Channel listening;

  EdgeLoop(Shared shared, int listenPort) {
    this.shared = shared;
    this.listenPort = listenPort;
  }

  @Override
  public Future<?> start() {
    EdgeSettings settings = shared.settings();
    AnswerWriter answers = new AnswerWriter(vertx);
    WakeStage wake =
        new WakeStage(shared.room(), shared.descriptions(), answers, shared.clock(), settings);
    Forwarder toBackends =
        new Forwarder(vertx, settings.backends(), shared.balancer(), shared.metrics());
    Clients clients = new Clients(settings.fronting());
    Pipeline pipeline =
        new Pipeline(
            new Pipeline.Stages(
                new RequestGate(),
                clients,
                shared.routes(),
                new RoutePolicy(settings.fronting().wwwRedirect()),
                wake,
                new EventStream(vertx, shared.room()),
                shared.activity(),
                new OutsideTargets(
                    vertx,
                    settings.backends().privateTargets(),
                    port -> port == port() || port == settings.adminPort()),
                toBackends,
                new AccessStage(
                    shared.metrics(), shared.log(), shared.draining()::get, shared.clock()),
                answers),
            shared.clock(),
            context);
    forwarder = toBackends;
    ConnectionSweep connections = new ConnectionSweep(vertx, shared.clients(), shared.metrics());
    sweep = connections;
    server = listener(settings, clients, connections, pipeline);
    return server.listen(listenPort, settings.listening().host());
  }

  @Override
  public Future<?> stop() {
    HttpServer ending = Objects.requireNonNull(server);
    return acceptNoMore()
        .eventually(() -> ending.shutdown(shared.settings().drain().timeout()))
        .eventually(() -> Objects.requireNonNull(forwarder).close())
        .onComplete(ended -> Objects.requireNonNull(sweep).close());
  }

  /**
   * Stops accepting before the server closes. The server would forget its event loops first, and
   * fail on a connection that comes in between.
   */
  private Future<Void> acceptNoMore() {
    PromiseInternal<Void> closed = ((ContextInternal) context).promise();
    if (listening == null) {
      closed.complete();
    } else {
      listening.close().addListener(closed);
    }
    return closed.future();
  }

  int port() {
    return Objects.requireNonNull(server).actualPort();
  }

  private HttpServer listener(
      EdgeSettings all, Clients clients, ConnectionSweep connections, Pipeline pipeline) {
    Listening settings = all.listening();
    Http1ServerConfig limits =
        new Http1ServerConfig()
            .setMaxInitialLineLength((int) settings.lineMax().bytes())
            .setMaxHeaderSize((int) settings.headMax().bytes())
            .setMaxChunkSize(LARGEST_CHUNK);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setCompressionSupported(false)
            .setDecompressionSupported(false)
            .setMaxInitialLineLength((int) settings.lineMax().bytes())
            .setMaxHeaderSize((int) settings.headMax().bytes())
            .setUseProxyProtocol(all.fronting().proxyProtocol())
            .setProxyProtocolTimeout(all.clients().headTimeout().toMillis())
            .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
            .setAcceptBacklog(4096);
    int sendBuffer = (int) all.clients().sendBuffer().bytes();
    if (sendBuffer > 0) {
      options.setSendBufferSize(sendBuffer);
    }
    Http2Connections http2 =
        new Http2Connections(
            new Http2Connections.Http2Limits(
                limits.getMaxInitialLineLength(),
                limits.getMaxHeaderSize(),
                settings.fieldsMax(),
                all.clients().headTimeout()),
            pipeline);
    boolean takesHttp2 = settings.http2() && isLoopback(settings.host());
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> {
          listening =
              ((HttpServerConnection) connection).channelHandlerContext().channel().parent();
          StrictRequestDecoder.install(connection, limits, settings.fieldsMax());
          connections.take(connection, clients.ends(connection));
          if (!clients.accepts(connection)) {
            StrictRequestDecoder.of(connection).takeNoMore();
            connection.close();
          } else if (takesHttp2) {
            http2.install(connection);
          }
        })
        .requestHandler(pipeline)
        .invalidRequestHandler(pipeline::handleUndecodable);
  }

  private static boolean isLoopback(String host) {
    InetAddress address = new InetSocketAddress(host, 0).getAddress();
    return address != null && address.isLoopbackAddress();
  }
}
