package io.dormouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.topics.Topic;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A processor that fails, with the brain's settings for failures. */
class UndecidableRecordHandlerTest {

  @TempDir Path directory;
  private TopologyTestDriver driver;
  private RuntimeException failure = new IllegalStateException("cannot be decided");

  @SuppressWarnings("NullAway.Init")
  UndecidableRecordHandlerTest() {}

  private final class Failing implements Processor<String, String, Void, Void> {
    @Override
    public void process(Record<String, String> record) {
      throw failure;
    }
  }

  private TestInputTopic<String, String> open() {
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("failing", Failing::new, "in");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    properties.putAll(DeadLetterProperties.properties(TopologyDriver.KAFKA));
    driver = new TopologyTestDriver(topology, properties);
    return driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldKeepWhatCannotBeDecided() {
    open().pipeInput("acme", "one");

    assertThat(letters().readValuesToList()).containsExactly("one");
  }

  /** As RocksDB does with a full disk. */
  @Test
  void shouldReadAgainWhatAStoreCouldNotWrite() {
    failure = new ProcessorStateException("No space left on device");

    assertThatThrownBy(() -> open().pipeInput("acme", "one"))
        .isInstanceOf(StreamsException.class)
        .hasStackTraceContaining("No space left on device");
    assertThat(letters().isEmpty()).isTrue();
  }

  private TestOutputTopic<String, String> letters() {
    return driver.createOutputTopic(
        TopologyDriver.KAFKA.name(Topic.DEAD_LETTERS),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
