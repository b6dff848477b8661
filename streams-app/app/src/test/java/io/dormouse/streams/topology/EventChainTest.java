package io.dormouse.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.core.Sample;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.language.chain.Chain;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.MapStore;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** The chain of a task, as an outbox writes it. */
class EventChainTest {

  private static final Sink<Plan> CHAINED = new Sink<>("plans", Topic.PLANS, Codecs.PLAN);
  private static final Sink<DomainRoute> OTHER =
      new Sink<>("domains", Topic.DOMAINS, Codecs.DOMAIN_ROUTE);

  private final MapStore<String, byte[]> store = new MapStore<>("store");
  private final MockProcessorContext<String, byte[]> context = context();

  EventChainTest() {
    context.addStateStore(store);
  }

  @Test
  void shouldLinkTheRecordsOfItsSinkAlone() {
    Outbox.TurnWrites turn = outbox(1).turn(Sample.START);
    turn.send(CHAINED, "a", Sample.TRIAL);
    turn.send(OTHER, "b", null);
    turn.send(CHAINED, "c", Sample.TRIAL);
    turn.write();

    Chain expected = Chain.begin("plans-0");
    byte[] value = Codecs.PLAN.encode(Sample.TRIAL);
    expected.add("a".getBytes(UTF_8), value);
    byte[] first = expected.lastBytes();
    expected.add("c".getBytes(UTF_8), value);
    List<? extends Record<?, ?>> sent = sent();
    assertThat(link(sent.get(0))).isEqualTo(first);
    assertThat(sent.get(1).headers()).isEmpty();
    assertThat(link(sent.get(2))).isEqualTo(expected.lastBytes());
  }

  @Test
  void shouldGoOnAfterWhatIsStored() {
    write(outbox(1), "a");
    context.resetForwards();

    write(outbox(1), "b");

    Chain expected = Chain.begin("plans-0");
    expected.add("a".getBytes(UTF_8), Codecs.PLAN.encode(Sample.TRIAL));
    expected.add("b".getBytes(UTF_8), Codecs.PLAN.encode(Sample.TRIAL));
    assertThat(link(sent().getFirst())).isEqualTo(expected.lastBytes());
  }

  @Test
  void shouldStoreItsHeadOnceForATurn() {
    write(outbox(1), "a", "b", "c");

    assertThat(store.writes()).isEqualTo(1);
  }

  @Test
  void shouldStoreNothingForATurnWithoutRecordsOfIt() {
    Outbox.TurnWrites turn = outbox(1).turn(Sample.START);
    turn.send(OTHER, "b", null);
    turn.write();

    assertThat(store.writes()).isZero();
  }

  @Test
  void shouldRefuseARecordOfAnotherTasksPartition() {
    String foreign =
        List.of("a", "b", "c", "d").stream()
            .filter(key -> KeyPartitioner.partition(key, 4) != 0)
            .findFirst()
            .orElseThrow();
    Outbox.TurnWrites turn = outbox(4).turn(Sample.START);

    assertThatThrownBy(() -> turn.send(CHAINED, foreign, Sample.TRIAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("but got one in partition 0");
    assertThat(sent()).isEmpty();
  }

  @Test
  void shouldEndTheTopologyWhenItsHeadCannotBeRead() {
    store.put(EventChain.key(Topic.PLANS), new byte[] {2});

    assertThatThrownBy(() -> write(outbox(1), "a"))
        .isInstanceOf(ProcessorStateException.class)
        .hasMessageContaining("Expected the last link of plans-0 in the store store: ");
    assertThat(sent()).isEmpty();
  }

  private Outbox outbox(int partitions) {
    return new Outbox(context, new EventChain(context, CHAINED, "store", partitions));
  }

  private static void write(Outbox outbox, String... keys) {
    Outbox.TurnWrites turn = outbox.turn(Sample.START);
    for (String key : keys) {
      turn.send(CHAINED, key, Sample.TRIAL);
    }
    turn.write();
  }

  private List<? extends Record<?, ?>> sent() {
    return context.forwarded().stream().map(forward -> forward.record()).toList();
  }

  private static byte[] link(Record<?, ?> record) {
    return record.headers().lastHeader(Chain.HEADER).value();
  }

  @SuppressWarnings("deprecation") // Kafka warns if it is not set.
  private static MockProcessorContext<String, byte[]> context() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    return new MockProcessorContext<>(properties);
  }
}
