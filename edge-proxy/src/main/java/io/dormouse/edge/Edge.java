package io.dormouse.edge;

import io.dormouse.edge.activity.KafkaActivity;
import io.dormouse.edge.admin.AdminServer;
import io.dormouse.edge.observe.EdgeMetrics;
import io.dormouse.edge.route.ReportFeed;
import io.dormouse.edge.route.RouteFeed;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.route.snapshot.Snapshot;
import io.dormouse.edge.route.snapshot.SnapshotWriter;
import io.dormouse.edge.wake.KafkaWakes;
import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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

  /** The time that writers have for their last records. */
  private static final Duration WRITERS_TIMEOUT = Duration.ofMillis(500);

  private final EdgeSettings settings;
  // Without a temporary folder, which a kill would leave behind.
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));
  private final @Nullable Snapshot snapshot;
  private final Optional<Snapshot.Read> known;
  private final RoutingTable table;
  private final TopicWriter wakeWriter;
  private final TopicWriter activityWriter;
  private final EdgeMetrics metrics = new EdgeMetrics();
  private final AdminServer admin;
  private volatile @Nullable SchemaTopic schemas;
  private volatile @Nullable RouteFeed feed;
  private volatile @Nullable ReportFeed reports;
  private volatile @Nullable SnapshotWriter snapshots;
  private volatile @Nullable EdgeServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  public Edge(EdgeSettings settings) {
    this.settings = settings;
    String name = settings.edgeId();
    Path file = settings.snapshots().file();
    this.snapshot = file.toString().isEmpty() ? null : new Snapshot(file, settings.kafka());
    this.known = snapshot == null ? Optional.empty() : snapshot.read();
    this.table = known.map(Snapshot.Read::table).orElseGet(RoutingTable::new);
    this.wakeWriter = new TopicWriter(settings.kafka(), name, settings.waiting().wakeTimeout());
    this.activityWriter = new TopicWriter(settings.kafka(), name + "-activity", ACTIVITY_TIMEOUT);
    this.admin = new AdminServer(vertx, table, metrics, this::knowledge, this::serves);
  }

  /**
   * Returns once the topics exist and all routes are read. Requests are served from then on, or
   * from the beginning if there is a snapshot.
   *
   * @throws io.dormouse.kit.topics.TopicSettingsException if a topic is not as it must be
   * @throws io.dormouse.kit.topics.SchemaConflictException if another program has other schemas
   * @throws InterruptedException if the edge is closed before
   */
  public void start() throws InterruptedException {
    await(admin.listen(settings.adminHost(), settings.adminPort()));
    if (known.isPresent()) {
      serve("snapshot");
    }
    if (!TopicSetup.await(settings.kafka(), closing)) {
      throw new InterruptedException("closed before a broker answered");
    }
    SchemaTopic announcing = new SchemaTopic(settings.kafka(), settings.edgeId(), activityWriter);
    schemas = announcing;
    RouteFeed routes =
        new RouteFeed(
            settings.kafka(),
            settings.edgeId(),
            activityWriter,
            announcing,
            new RouteFeed.Origin(table, known.map(Snapshot.Read::checkpoint).orElse(null)));
    feed = routes;
    reports =
        new ReportFeed(settings.kafka(), settings.edgeId(), activityWriter, announcing, table);
    if (!announcing.awaitAnnounced()) {
      throw new InterruptedException("closed before its schemas were announced");
    }
    awaitCaughtUp(routes);
    if (known.isEmpty()) {
      serve("topics");
    }
    if (snapshot != null) {
      snapshots = new SnapshotWriter(snapshot, table, routes, settings.snapshots().interval());
    }
  }

  private void awaitCaughtUp(RouteFeed routes) throws InterruptedException {
    try {
      routes.caughtUp().join();
    } catch (CompletionException e) {
      if (closing.getCount() > 0) {
        throw e;
      }
      throw new InterruptedException("closed before the routes were read");
    }
  }

  private void serve(String source) throws InterruptedException {
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
        .addKeyValue("source", source)
        .log();
  }

  /** The source and the age of the routes. */
  private AdminServer.Knowledge knowledge() {
    RouteFeed routes = feed;
    SnapshotWriter writing = snapshots;
    Optional<Checkpoint> read = routes == null ? Optional.<Checkpoint>empty() : routes.checkpoint();
    return new AdminServer.Knowledge(
        read.isPresent() ? "topics" : known.isPresent() ? "snapshot" : "none",
        read.or(() -> known.map(Snapshot.Read::checkpoint)).map(Checkpoint::heard).orElse(null),
        writing == null ? null : writing.unsaved(),
        routes == null ? 0 : routes.unread());
  }

  /** The port that takes requests; only after the start. */
  public int port() {
    EdgeServer serving = server;
    if (serving == null) {
      throw new IllegalStateException("Expected an edge that serves, but it has not started.");
    }
    return serving.port();
  }

  /** True while requests are taken. */
  public boolean serves() {
    return server != null && closing.getCount() > 0;
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
    EdgeServer serving = server;
    Future<Void> served = serving == null ? Future.succeededFuture() : serving.close();
    SnapshotWriter writing = snapshots;
    if (writing != null) {
      writing.close();
    }
    try {
      Duration drain = settings.drain().delay().plus(settings.drain().timeout());
      ended("serving", served, drain.plus(CLOSE_TIMEOUT));
      ReportFeed news = reports;
      if (news != null) {
        news.close();
      }
      RouteFeed routes = feed;
      if (routes != null) {
        routes.close();
      }
      SchemaTopic announced = schemas;
      if (announced != null) {
        announced.close();
      }
      wakeWriter.close(WRITERS_TIMEOUT);
      activityWriter.close(WRITERS_TIMEOUT);
      ended("event loops", vertx.close(), CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for an end and logs one that is late. Without a broker the last use cannot be reported;
   * everything else ends nevertheless.
   */
  private static void ended(String what, Future<Void> end, Duration patience)
      throws InterruptedException {
    try {
      await(end, patience);
    } catch (IllegalStateException e) {
      LOG.atWarn()
          .setMessage("not ended in time")
          .addKeyValue("what", what)
          .addKeyValue("reason", e.getMessage())
          .log();
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
