package io.dormouse.agents.host.report;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the host periodically, to the scheduler of its pool. A report that cannot be written is
 * dropped: the next one is newer.
 */
public final class Heartbeat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final HostReport shape;
  private final TopicWriter writer;
  private final Supplier<Optional<List<HeldReplica>>> held;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heartbeat").daemon().factory());

  /**
   * @param shape the report without replicas
   * @param held replicas that take memory; nothing is reported while they are unknown
   */
  public Heartbeat(
      HostReport shape, TopicWriter writer, Supplier<Optional<List<HeldReplica>>> held) {
    this.shape = shape;
    this.writer = writer;
    this.held = held;
  }

  public void start(Duration interval) {
    timer.scheduleAtFixedRate(
        () -> held.get().ifPresent(this::beat), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat(List<HeldReplica> replicas) {
    HostReport report =
        new HostReport(
            shape.host(),
            shape.pool(),
            shape.incarnation(),
            shape.driver(),
            shape.cores(),
            shape.memoryBudgetBytes(),
            replicas);
    writer
        .writeOfPool(
            shape.pool(), Topic.HOST_REPORTS, shape.host().value(), Codecs.HOST_REPORT, report)
        .whenComplete((written, failure) -> {
          if (failure != null) {
            LOG.atWarn()
                .setMessage("host report not written")
                .addKeyValue("host", shape.host())
                .addKeyValue("reason", failure.getMessage())
                .log();
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
