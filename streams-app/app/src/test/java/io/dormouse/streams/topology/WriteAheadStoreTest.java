package io.dormouse.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose process is killed: its files at that moment are opened by another. */
class WriteAheadStoreTest {

  private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 0);

  @TempDir private Path folder;

  @Test
  void shouldKeepACommitThatNobodyFlushed() throws Exception {
    KeyValueStore<Bytes, byte[]> store = open("live");
    put(store, "a", "committed");
    store.commit(Map.of(CHANGELOG, 7L));
    put(store, "a", "not committed");
    put(store, "b", "not committed");

    expectTheFirstCommit(openAfterAKill());
    store.close();
  }

  @Test
  void shouldNotCommitWhatACorruptTaskWrote() throws Exception {
    KeyValueStore<Bytes, byte[]> store = open("live");
    put(store, "a", "committed");
    store.commit(Map.of(CHANGELOG, 7L));
    put(store, "a", "aborted");
    put(store, "b", "aborted");
    store.commit(Map.of());

    expectTheFirstCommit(openAfterAKill());
    store.close();
  }

  private static void expectTheFirstCommit(KeyValueStore<Bytes, byte[]> store) {
    assertThat(value(store, "a")).isEqualTo("committed");
    assertThat(value(store, "b")).isNull();
    assertThat(store.committedOffset(CHANGELOG)).isEqualTo(7L);
    store.close();
  }

  private KeyValueStore<Bytes, byte[]> openAfterAKill() throws IOException {
    Path from = folder.resolve("live");
    Path to = folder.resolve("killed");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return open("killed");
  }

  private KeyValueStore<Bytes, byte[]> open(String name) throws IOException {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG, true);
    Path directory = Files.createDirectories(folder.resolve(name));
    var context =
        new MockProcessorContext<Void, Void>(settings, new TaskId(0, 0), directory.toFile());
    KeyValueStore<Bytes, byte[]> store = WriteAheadStore.named("store").get();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private static void put(KeyValueStore<Bytes, byte[]> store, String key, String value) {
    store.put(Bytes.wrap(key.getBytes(UTF_8)), value.getBytes(UTF_8));
  }

  private static @Nullable String value(KeyValueStore<Bytes, byte[]> store, String key) {
    byte[] value = store.get(Bytes.wrap(key.getBytes(UTF_8)));
    return value == null ? null : new String(value, UTF_8);
  }
}
