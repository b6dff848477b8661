package io.dormouse.edge;

import io.dormouse.edge.activity.ActivityMeter;
import io.dormouse.edge.activity.ActivityOut;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.wake.WaitingRoom;
import io.dormouse.edge.wake.Wakes;
import io.dormouse.edge.wake.WakingRequests;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The edge without Kafka: what it is given to know, it serves; what it has to tell, it hands out.
 */
public final class EdgeServer {

  /**
   * What an edge is connected to.
   *
   * @param routes what it knows; kept up to date by others
   * @param wakes takes its wakes
   * @param activity takes its reports of use
   */
  public record Connections(RoutingTable routes, Wakes wakes, ActivityOut activity) {}

  /** What all event loops of an edge share. */
  record Shared(
      EdgeSettings settings,
      RoutingTable routes,
      WaitingRoom room,
      WakingRequests descriptions,
      ActivityMeter activity,
      InstantSource clock) {}

  private static final int TICKS_PER_INTERVAL = 10;

  /** What cannot be told by then is lost: most likely there is no broker. */
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

  /** Starts to serve; fails if the port cannot be had. */
  public static Future<EdgeServer> start(
      Vertx vertx, EdgeSettings settings, Connections connections) {
    InstantSource clock = InstantSource.system();
    Shared shared =
        new Shared(
            settings,
            connections.routes(),
            new WaitingRoom(
                vertx, connections.routes(), connections.wakes(), settings.waiting(), clock),
            new WakingRequests(settings.clientSalt()),
            new ActivityMeter(
                settings.edgeId(),
                settings.activityInterval(),
                connections.activity(),
                System::nanoTime),
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

  /** Where requests are taken. */
  public int port() {
    return port;
  }

  /** How many requests wait for their instances. */
  public int held() {
    return shared.room().held();
  }

  /** Sends away who waits, lets requests in flight end for a moment, and tells the last use. */
  public Future<Void> close() {
    vertx.cancelTimer(ticker);
    shared.room().close();
    return Future.join(loops.stream().map(vertx::undeploy).toList())
        .transform(undeployed ->
            Future.fromCompletionStage(
                shared.activity().flush().orTimeout(FLUSH.toMillis(), TimeUnit.MILLISECONDS)));
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
