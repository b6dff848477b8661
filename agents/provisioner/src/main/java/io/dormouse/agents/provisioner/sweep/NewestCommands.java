package io.dormouse.agents.provisioner.sweep;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * The newest commands in the log, which say what resources should exist.
 *
 * @param commands the newest command of every instance
 * @param unreadable keys whose newest record could not be read: nothing is known about them
 */
record NewestCommands(Collection<ResourceCommand> commands, Set<String> unreadable) {

  /**
   * Reads the topic from its start to the end that it has now.
   *
   * @throws org.apache.kafka.common.KafkaException if no broker answers, or there is no such topic
   */
  static NewestCommands read(KafkaSettings kafka) {
    Newest newest = new Newest();
    try (KafkaConsumer<byte[], byte[]> consumer =
        CommittedConsumer.open(
            kafka,
            "sweep",
            Map.of(
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000))) {
      TopicScan.read(consumer, kafka.name(Topic.RESOURCE_COMMANDS), newest::take);
    }
    return new NewestCommands(List.copyOf(newest.commands.values()), Set.copyOf(newest.unreadable));
  }

  private static final class Newest {

    private final Map<String, ResourceCommand> commands = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    void take(ConsumerRecord<byte[], byte[]> raw) {
      String key = raw.key() == null ? "" : new String(raw.key(), StandardCharsets.UTF_8);
      commands.remove(key);
      unreadable.remove(key);
      if (raw.value() == null) {
        return;
      }
      try {
        commands.put(key, Codecs.RESOURCE_COMMAND.decode(raw.value()));
      } catch (MalformedRecordException e) {
        unreadable.add(key);
      }
    }
  }
}
