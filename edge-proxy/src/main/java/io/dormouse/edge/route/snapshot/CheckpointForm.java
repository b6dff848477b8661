package io.dormouse.edge.route.snapshot;

import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The form of a checkpoint in a snapshot. */
final class CheckpointForm {

  private CheckpointForm() {}

  /** The partitions that a checkpoint of routes must have, and no others. */
  static Set<TopicPartition> partitions(KafkaSettings kafka) {
    return Stream.of(Topic.DOMAINS, Topic.INSTANCES)
        .flatMap(topic ->
            IntStream.range(0, kafka.partitions(topic))
                .mapToObj(partition -> new TopicPartition(kafka.name(topic), partition)))
        .collect(Collectors.toSet());
  }

  static void write(DataOutputStream out, Checkpoint checkpoint) throws IOException {
    out.writeLong(checkpoint.heard().toEpochMilli());
    out.writeInt(checkpoint.topics().size());
    for (Map.Entry<String, Uuid> topic : checkpoint.topics().entrySet()) {
      out.writeUTF(topic.getKey());
      out.writeUTF(topic.getValue().toString());
    }
    out.writeInt(checkpoint.positions().size());
    for (Map.Entry<TopicPartition, Long> at : checkpoint.positions().entrySet()) {
      out.writeUTF(at.getKey().topic());
      out.writeInt(at.getKey().partition());
      out.writeLong(at.getValue());
    }
  }

  static Checkpoint read(DataInputStream in) throws IOException {
    Instant heard = Instant.ofEpochMilli(in.readLong());
    Map<String, Uuid> topics = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      topics.put(in.readUTF(), Uuid.fromString(in.readUTF()));
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      positions.put(new TopicPartition(in.readUTF(), in.readInt()), in.readLong());
    }
    return new Checkpoint(topics, positions, heard);
  }
}
