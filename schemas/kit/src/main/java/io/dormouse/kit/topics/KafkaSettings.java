package io.dormouse.kit.topics;

import static io.dormouse.kit.settings.Checks.checkAtLeastOne;

import io.dormouse.kit.settings.Setting;
import io.dormouse.language.topics.Topic;

/**
 * Connection to Kafka, and shape of the topics.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a number is below
 * 1.
 */
public record KafkaSettings(
    @Setting(
            key = "kafka.bootstrap.servers",
            byDefault = "127.0.0.1:9092",
            doc = "Brokers to begin with, `host:port`, separated by commas.")
        String bootstrapServers,
    @Setting(key = "topics.prefix", byDefault = "dormouse.", doc = "Prefix of all topic names.")
        String prefix,
    @Setting(
            key = "topics.partitions",
            byDefault = "4",
            doc =
                "Partitions of each topic that is keyed by instance, domain, host, owner or sign-up.")
        int partitions,
    @Setting(
            key = "topics.pools",
            byDefault = "1",
            doc = "Partitions of the topics of pools, one a pool.")
        int pools,
    @Setting(key = "topics.replication.factor", byDefault = "1", doc = "Copies of each partition.")
        int replicationFactor) {

  public KafkaSettings {
    checkAtLeastOne("topics.partitions", partitions);
    checkAtLeastOne("topics.pools", pools);
    checkAtLeastOne("topics.replication.factor", replicationFactor);
  }

  /** The topic's name on the broker. */
  public String name(Topic topic) {
    return prefix + topic.shortName();
  }

  /** The topic's number of partitions. */
  public int partitions(Topic topic) {
    return switch (topic.spread()) {
      case BY_INSTANCE, BY_DOMAIN, BY_HOST, BY_OWNER, BY_SIGN_UP -> partitions;
      case BY_POOL -> pools;
      case ALONE -> 1;
    };
  }
}
