package io.dormouse.edge.route;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells a routing table the hosts' reports of replicas that somebody waits for, from now on. They
 * are a hop ahead of the views. Without them, because of a restart or of trouble with the topic,
 * the table has the views alone.
 */
public final class ReportFeed implements AutoCloseable {

  private final TopicReader reader;

  /** Starts to read, and waits for nothing. */
  public ReportFeed(
      KafkaSettings kafka,
      String name,
      TopicWriter deadLetters,
      AnnouncedSchemas schemas,
      RoutingTable table) {
    this.reader =
        new TopicReader(
            kafka,
            name + "-reports",
            deadLetters,
            List.of(
                Source.news(
                    Topic.REPLICA_REPORTS,
                    Codecs.REPLICA_REPORT.reading(schemas),
                    new Awaited(table))));
  }

  /** Passes reports on. Those that nobody waits for, the most by far, are not even decoded. */
  private record Awaited(RoutingTable table) implements TopicReader.Handler<ReplicaReport> {

    @Override
    public boolean wants(String key) {
      return table.awaitsReports(new InstanceId(key));
    }

    @Override
    public void accept(
        String key, @Nullable ReplicaReport report, ConsumerRecord<byte[], byte[]> raw) {
      if (report == null) {
        return;
      }
      String instance = report.replica().instance().value();
      if (!instance.equals(key)) {
        throw new IllegalArgumentException(
            "Expected a report of '%s' under this key, but got one of '%s'."
                .formatted(key, instance));
      }
      table.reported(report);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
