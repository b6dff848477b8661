package io.dormouse.streams.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines in real RocksDB stores, whose order is that of bytes. */
class DeadlineStoreTest {

  private static final InstanceId A = new InstanceId("a");
  private static final InstanceId B = new InstanceId("b");
  private static final InstanceId LONG = new InstanceId("x".repeat(40));

  private final Outbox outbox = new Outbox(context());

  @TempDir Path directory;
  private TopologyTestDriver driver;
  private KeyValueStore<String, byte[]> store;
  private DeadlineStore deadlines;

  @SuppressWarnings("NullAway.Init")
  DeadlineStoreTest() {}

  private static MockProcessorContext<String, byte[]> context() {
    MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(0);
    return context;
  }

  @BeforeEach
  void open() {
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("nothing", Nothing::new, "in");
    topology.addStateStore(RecordStore.builder(InstanceStores.STATES), "nothing");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    driver = new TopologyTestDriver(topology, properties);
    store = driver.getKeyValueStore(InstanceStores.STATES);
    deadlines = new DeadlineStore(store);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static final class Nothing implements Processor<String, String, Void, Void> {
    @Override
    public void process(Record<String, String> record) {}
  }

  @Test
  void shouldFindWhatIsDueTheLongestOverdueFirst() {
    arm(A, at(3));
    arm(B, at(1));
    arm(LONG, at(2));

    assertThat(deadlines.due(at(0), 10)).isEmpty();
    assertThat(deadlines.due(at(2), 10)).containsExactly(B, LONG);
    assertThat(deadlines.due(at(300), 10)).containsExactly(B, LONG, A);
    assertThat(deadlines.due(at(300), 2)).containsExactly(B, LONG);
  }

  @Test
  void shouldBeDueAtTheMillisecondAndNotBefore() {
    arm(A, at(5).plusNanos(1));

    assertThat(deadlines.due(at(5), 10)).isEmpty();
    assertThat(deadlines.due(at(5).plusMillis(1), 10)).containsExactly(A);
  }

  @Test
  void shouldKeepOneTimeForEachInstance() {
    arm(A, at(1));
    arm(A, at(5));

    assertThat(deadlines.due(at(4), 10)).isEmpty();
    assertThat(deadlines.due(at(5), 10)).containsExactly(A);
  }

  @Test
  void shouldLeaveNothingBehindWhenNothingIsDueAnyMore() {
    arm(A, at(1));
    arm(A, at(1));
    arm(A, null);
    arm(B, null);

    assertThat(deadlines.due(at(300), 10)).isEmpty();
    try (var entries = store.all()) {
      assertThat(entries.hasNext()).isFalse();
    }
  }

  @Test
  void shouldMakeTheInstancesOfAnEarlierVersionDueOnce() {
    store.put(A.value(), new byte[] {1});
    store.put(LONG.value(), new byte[] {1});

    adopt(at(1));
    assertThat(deadlines.due(at(1), 10)).containsExactly(A, LONG);

    arm(A, null);
    arm(LONG, at(9));
    adopt(at(2));
    assertThat(deadlines.due(at(8), 10)).isEmpty();
    assertThat(deadlines.due(at(9), 10)).containsExactly(LONG);
  }

  private void adopt(Instant now) {
    Outbox.TurnWrites writes = outbox.turn(now);
    deadlines.adopt(now, writes);
    writes.write();
  }

  private void arm(InstanceId id, @Nullable Instant due) {
    Outbox.TurnWrites writes = outbox.turn(Sample.START);
    deadlines.arm(id, due, writes);
    writes.write();
  }

  private static Instant at(long seconds) {
    return Sample.START.plusSeconds(seconds);
  }
}
