package io.dormouse.edge;

import io.dormouse.edge.activity.KafkaActivity;
import io.dormouse.edge.admin.AdminServer;
import io.dormouse.edge.route.RouteFeed;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.seeing.EdgeMetrics;
import io.dormouse.edge.wake.KafkaWakes;
import io.dormouse.schemas.topics.TopicSetup;
import io.dormouse.schemas.topics.TopicWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole edge: its listeners, and its connections to the topics. */
public final class Edge implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
  private static final Duration ACTIVITY_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(6);

  private final EdgeSettings settings;
  private final Vertx vertx = Vertx.vertx();
  private final RoutingTable table = new RoutingTable();
  private final TopicWriter wakeWriter;
  private final TopicWriter activityWriter;
  private final EdgeMetrics metrics = new EdgeMetrics();
  private final AdminServer admin;
  private @Nullable RouteFeed feed;
  private volatile @Nullable EdgeServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  public Edge(EdgeSettings settings) {
    this.settings = settings;
    String name = settings.edgeId();
    this.wakeWriter = new TopicWriter(settings.kafka(), name, settings.waiting().wakeTimeout());
    this.activityWriter = new TopicWriter(settings.kafka(), name + "-activity", ACTIVITY_TIMEOUT);
    this.admin =
        new AdminServer(vertx, table, metrics, () -> server != null && closing.getCount() > 0);
  }

  /**
   * Returns when requests are served: the topics are there, and all routes were read.
   *
   * @throws io.dormouse.schemas.topics.TopicSettingsException if a topic is not as it must be
   */
  public void start() throws InterruptedException {
    await(admin.listen(settings.adminHost(), settings.adminPort()));
    if (!TopicSetup.await(settings.kafka(), closing)) {
      throw new InterruptedException("closed before a broker answered");
    }
    RouteFeed routes = new RouteFeed(settings.kafka(), settings.edgeId(), activityWriter, table);
    feed = routes;
    routes.caughtUp().join();
    EdgeServer serving =
        await(
            EdgeServer.start(
                vertx,
                settings,
                new EdgeServer.Connections(
                    table,
                    new KafkaWakes(wakeWriter, settings.edgeId(), settings.waiting().wakeTimeout()),
                    new KafkaActivity(activityWriter),
                    metrics)));
    server = serving;
    LOG.atInfo()
        .setMessage("edge serves")
        .addKeyValue("edge", settings.edgeId())
        .addKeyValue("port", serving.port())
        .addKeyValue("domains", table.domains())
        .log();
  }

  /** Where requests are taken; only after the start. */
  public int port() {
    EdgeServer serving = server;
    if (serving == null) {
      throw new IllegalStateException("Expected an edge that serves, but it has not started.");
    }
    return serving.port();
  }

  public int adminPort() {
    return admin.port();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closing.countDown();
    try {
      EdgeServer serving = server;
      if (serving != null) {
        Duration drain = settings.drain().delay().plus(settings.drain().timeout());
        await(serving.close(), drain.plus(CLOSE_TIMEOUT));
      }
      if (feed != null) {
        feed.close();
      }
      wakeWriter.close();
      activityWriter.close();
      await(vertx.close());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    return await(future, CLOSE_TIMEOUT);
  }

  private static <T> T await(Future<T> future, Duration patience) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("Expected an end within " + patience + ".", e);
    }
  }
}
