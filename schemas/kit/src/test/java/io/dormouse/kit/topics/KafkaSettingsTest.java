package io.dormouse.kit.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.topics.Topic.Spread;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSettingsTest {

  private static final KafkaSettings KAFKA = new KafkaSettings("broker:9092", "dormouse.", 6, 2, 1);

  @Test
  void shouldPutThePrefixBeforeEachName() {
    assertThat(KAFKA.name(Topic.SIGNUPS)).isEqualTo("dormouse.signups");
  }

  @Test
  void shouldGiveTopicsOfOneKindTheSamePartitions() {
    assertThat(Stream.of(Topic.values()).filter(topic -> topic.spread() == Spread.BY_INSTANCE))
        .hasSizeGreaterThan(5)
        .allMatch(topic -> KAFKA.partitions(topic) == 6);
    assertThat(KAFKA.partitions(Topic.PLACEMENT)).isEqualTo(2);
    assertThat(KAFKA.partitions(Topic.DEAD_LETTERS)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, topics.partitions",
    "1, -1, 1, topics.pools",
    "1, 1, 0, topics.replication.factor"
  })
  void shouldRefuseNumbersBelowOne(int partitions, int pools, int copies, String key) {
    assertThatThrownBy(() -> new KafkaSettings("b:1", "", partitions, pools, copies))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("The setting " + key + " has the value")
        .hasMessageEndingWith("Expected 1 or more.");
  }
}
