package io.dormouse.streams;

import io.dormouse.core.Sample;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordSerdes;
import io.dormouse.streams.topology.TopologySchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology with its real codecs, stores and failure handlers, one clock for all. It reads
 * back what it writes to its own topics.
 */
public final class TopologyDriver implements AutoCloseable {

  static final KafkaSettings KAFKA = new KafkaSettings("nowhere:9092", "dormouse.", 1, 1, 1);

  private final TopologyTestDriver driver;
  private Instant now = Sample.START;

  public TopologyDriver(Path stateDirectory) {
    this(stateDirectory, AnnouncedSchemas.NONE);
  }

  public TopologyDriver(Path stateDirectory, AnnouncedSchemas schemas) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    properties.put(TopologySchemas.SETTING, schemas);
    properties.putAll(DeadLetterProperties.properties(KAFKA));
    driver =
        new TopologyTestDriver(
            DormouseTopology.build(KAFKA, Sample.RULES, 10, schemas), properties, now);
  }

  public Instant now() {
    return now;
  }

  public <T> void send(Topic topic, String key, Codec<T> codec, T value) {
    sendBytes(topic, key, codec.encode(value));
  }

  public void sendBytes(Topic topic, @Nullable String key, byte @Nullable [] value) {
    TestInputTopic<String, byte[]> input =
        driver.createInputTopic(
            KAFKA.name(topic), new StringSerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, now));
  }

  public void timePasses(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  /** The records written since the last read; a tombstone's value is null. */
  public <T> List<TestRecord<String, T>> read(Topic topic, Codec<T> codec) {
    return driver
        .createOutputTopic(
            KAFKA.name(topic),
            new StringDeserializer(),
            RecordSerdes.<T, T>deserializer(codec, value -> value))
        .readRecordsToList();
  }

  /** The events of instances since the last read. */
  List<RecordedEvent> recorded() {
    return read(Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT).stream()
        .map(TestRecord::value)
        .toList();
  }

  /** The names of those events. */
  public List<String> events() {
    return recorded().stream().map(event -> event.event().getClass().getSimpleName()).toList();
  }

  public List<TestRecord<String, byte[]>> readDeadLetters() {
    return driver
        .createOutputTopic(
            KAFKA.name(Topic.DEAD_LETTERS), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** The value of a store under a key. */
  public <T> T stored(String store, Codec<T> codec, String key) {
    KeyValueStore<String, byte[]> bytes = driver.getKeyValueStore(store);
    return codec.decode(bytes.get(key));
  }

  /** Puts bytes into a store. */
  public void store(String store, String key, byte[] value) {
    driver.<String, byte[]>getKeyValueStore(store).put(key, value);
  }

  @Override
  public void close() {
    driver.close();
  }
}
