package io.dormouse.edge;

import io.dormouse.edge.activity.ActivityMeter;
import io.dormouse.edge.activity.ActivityOut;
import io.dormouse.edge.client.Descriptions;
import io.dormouse.edge.client.connection.ClientConnections;
import io.dormouse.edge.forward.replica.Balancer;
import io.dormouse.edge.forward.replica.Stickiness;
import io.dormouse.edge.observe.AccessLog;
import io.dormouse.edge.observe.EdgeMetrics;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.wake.WaitingRoom;
import io.dormouse.edge.wake.Wakes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The edge without Kafka: its routes are given to it, and it hands out wakes and reports. */
public final class EdgeServer {

  /**
   * Connections of an edge to the outside.
   *
   * @param routes the routing table; kept up to date by others
   * @param wakes receives the wakes
   * @param activity receives the reports of use
   * @param metrics of this edge
   */
  public record Connections(
      RoutingTable routes, Wakes wakes, ActivityOut activity, EdgeMetrics metrics) {

    /** Connections with new metrics. */
    public Connections(RoutingTable routes, Wakes wakes, ActivityOut activity) {
      this(routes, wakes, activity, new EdgeMetrics());
    }
  }

  /** Objects that all event loops of an edge share. */
  record Shared(
      EdgeSettings settings,
      RoutingTable routes,
      WaitingRoom room,
      Descriptions descriptions,
      ActivityMeter activity,
      ClientConnections clients,
      EdgeMetrics metrics,
      AccessLog log,
      AtomicBoolean draining,
      Balancer balancer,
      InstantSource clock) {}

  private static final int TICKS_PER_INTERVAL = 10;

  /** The time for the last reports; later ones are lost, most likely for want of a broker. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  /** Any free port, the same one for all event loops. */
  private static final int ONE_FREE_PORT = -1;

  private final Vertx vertx;
  private final Shared shared;
  private final List<String> loops = new CopyOnWriteArrayList<>();
  private final long ticker;
  private volatile int port;

  private EdgeServer(Vertx vertx, Shared shared) {
    this.vertx = vertx;
    this.shared = shared;
    long tick = shared.settings().activityInterval().toMillis() / TICKS_PER_INTERVAL;
    this.ticker = vertx.setPeriodic(Math.max(1, tick), due -> shared.activity().tick());
  }

  /** Starts to serve; fails if the port cannot be opened. */
  public static Future<EdgeServer> start(
      Vertx vertx, EdgeSettings settings, Connections connections) {
    InstantSource clock = InstantSource.system();
    EdgeMetrics metrics = connections.metrics();
    RoutingTable routes = connections.routes();
    WaitingRoom room =
        new WaitingRoom(
            vertx,
            routes,
            counted(connections.wakes(), metrics),
            new WaitingRoom.RoomLimits(settings.waiting(), settings.waking()),
            clock);
    room.whenReleased(view -> metrics.released(RoutingTable.isByReport(view)));
    Descriptions descriptions = new Descriptions(settings.clientSalt());
    ClientConnections clients = new ClientConnections(settings.clients(), metrics);
    metrics.gauge("held_requests", "Requests that wait for their instances.", room::held);
    metrics.gauge(
        "waking_clients", "Networks of clients whose wakes are remembered.", room::clients);
    metrics.gauge("client_connections", "Connections of clients that are open.", clients::open);
    metrics.gauge("known_domains", "Domains that are routed.", routes::domains);
    metrics.gauge("known_instances", "Instances that are known.", routes::instances);
    Shared shared =
        new Shared(
            settings,
            routes,
            room,
            descriptions,
            new ActivityMeter(
                settings.edgeId(),
                settings.activityInterval(),
                counted(connections.activity(), metrics),
                System::nanoTime),
            clients,
            metrics,
            new AccessLog(settings.accessLog(), metrics, descriptions),
            new AtomicBoolean(),
            new Balancer(connections.routes(), new Stickiness(settings.clientSalt())),
            clock);
    EdgeServer server = new EdgeServer(vertx, shared);
    int count =
        settings.eventLoops() > 0
            ? settings.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    return server
        .deploy(
            settings.listening().port() == 0 ? ONE_FREE_PORT : settings.listening().port(), count)
        .map(server)
        .onFailure(failed -> vertx.cancelTimer(server.ticker));
  }

  /** The port that takes requests. */
  public int port() {
    return port;
  }

  /** The number of requests that wait for their instances. */
  public int held() {
    return shared.room().held();
  }

  /** The metrics of this edge. */
  public EdgeMetrics metrics() {
    return shared.metrics();
  }

  /**
   * Ends gracefully: tells clients to connect elsewhere; after a delay stops accepting, ends all
   * waits, gives requests in flight time to end, and reports the last use.
   */
  public Future<Void> close() {
    shared.draining().set(true);
    Duration delay = shared.settings().drain().delay();
    return delay.isZero()
        ? end()
        : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS).compose(d -> end());
  }

  private Future<Void> end() {
    shared.room().close();
    return Future.join(loops.stream().map(vertx::undeploy).toList())
        .transform(undeployed -> {
          vertx.cancelTimer(ticker);
          return Future.fromCompletionStage(
              shared.activity().flush().orTimeout(FLUSH.toMillis(), TimeUnit.MILLISECONDS));
        })
        .eventually(() ->
            vertx.executeBlocking(() -> {
              shared.log().close();
              return null;
            }));
  }

  private static Wakes counted(Wakes wakes, EdgeMetrics metrics) {
    return (instance, why) ->
        wakes.wake(instance, why).whenComplete((written, failure) -> metrics.wake(failure == null));
  }

  private static ActivityOut counted(ActivityOut activity, EdgeMetrics metrics) {
    return report ->
        activity
            .report(report)
            .whenComplete((written, failure) -> {
              if (failure != null) {
                metrics.reportNotWritten();
              }
            });
  }

  private Future<Void> deploy(int listenPort, int count) {
    if (count == 0) {
      return Future.succeededFuture();
    }
    EdgeLoop loop = new EdgeLoop(shared, listenPort);
    return vertx
        .deployVerticle(loop, new DeploymentOptions())
        .compose(id -> {
          loops.add(id);
          port = loop.port();
          return deploy(listenPort, count - 1);
        });
  }
}
