package io.dormouse.agents.host.report;

import io.dormouse.agents.host.reconcile.Reconciler;
import io.dormouse.kit.retry.RepeatedWrites;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes reports of replicas, those of one replica in their order. Each is tried until it is
 * written. The same fact has the same id, however often it is told.
 */
public final class ReportOutbox implements Reconciler.Reports, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportOutbox.class);

  private final HostId host;
  private final TopicWriter writer;
  private final RepeatedWrites writes = new RepeatedWrites(RepeatedWrites.PAUSE);
  private final Map<ReplicaId, CompletableFuture<Void>> tails = new ConcurrentHashMap<>();

  public ReportOutbox(HostId host, TopicWriter writer) {
    this.host = host;
    this.writer = writer;
  }

  @Override
  public void send(ReplicaId replica, long generation, ReplicaStatus status) {
    String kind = status.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    ReplicaReport report = ReplicaReport.of(host, replica, generation, status);
    CompletableFuture<Void> tail =
        tails.compute(
            replica,
            (key, before) ->
                before == null
                    ? untilWritten(report)
                    : before.thenCompose(nothing -> untilWritten(report)));
    tail.whenComplete((nothing, failure) -> tails.remove(replica, tail));
    LOG.atInfo()
        .setMessage("replica is " + kind)
        .addKeyValue("replica", replica)
        .addKeyValue("generation", generation)
        .addKeyValue("detail", detail(status))
        .log();
  }

  private static String detail(ReplicaStatus status) {
    return switch (status) {
      case ReplicaStatus.Ready ready -> ready.address() + ":" + ready.port();
      case ReplicaStatus.Refused refused -> refused.reason();
      case ReplicaStatus.Failed failed ->
          failed.failure().kind() + ": " + failed.failure().message();
      case ReplicaStatus.Stopped stopped -> "exit code " + stopped.exitCode();
    };
  }

  private CompletableFuture<Void> untilWritten(ReplicaReport report) {
    return writes.untilWritten(
        () ->
            writer.write(
                Topic.REPLICA_REPORTS,
                report.replica().instance().value(),
                Codecs.REPLICA_REPORT,
                report),
        failure ->
            LOG.atWarn()
                .setMessage("report not written, will try again")
                .addKeyValue("replica", report.replica())
                .addKeyValue("generation", report.generation())
                .addKeyValue("reason", failure.getMessage())
                .log());
  }

  /** Drops reports that are not written yet; after a restart the newest facts are told again. */
  @Override
  public void close() {
    writes.close();
  }
}
