package io.dormouse.streams.instance;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.Plan;
import io.dormouse.streams.MapStore;
import io.dormouse.streams.topology.Sink;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The instances' real processor on stores that are maps. */
public final class InstanceShell {

  /** One record that the processor sent. */
  record Sent(Sink<?> sink, String key, @Nullable Object value) {}

  private record Decoded(ByteBuffer bytes, InstanceState state) {}

  private final Map<InstanceId, Decoded> decoded = new HashMap<>();
  private MockProcessorContext<String, byte[]> context;
  private final MapStore<String, byte[]> states = new MapStore<>(InstanceStores.STATES);
  private final MapStore<String, HostView> hosts = new MapStore<>(InstanceStores.HOSTS);
  private final MapStore<String, Blueprint> blueprints = new MapStore<>(InstanceStores.BLUEPRINTS);
  private final MapStore<String, Plan> plans = new MapStore<>(InstanceStores.PLANS);
  private InstanceProcessor processor;

  @SuppressWarnings("NullAway.Init")
  InstanceShell() {
    startAnew(Instant.EPOCH);
  }

  /** Starts as after a crash, with nothing but the stores. */
  void startAnew(Instant now) {
    context = new MockProcessorContext<>(properties());
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    stores().forEach(context::addStateStore);
    processor = new InstanceProcessor(Sample.RULES, 1);
    processor.init(context);
  }

  @SuppressWarnings("deprecation") // Kafka warns if it is not set.
  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    return properties;
  }

  void clear() {
    stores().forEach(MapStore::clear);
  }

  private List<MapStore<?, ?>> stores() {
    return List.of(states, hosts, blueprints, plans);
  }

  List<Sent> process(InstanceId id, InstanceInput input, Instant at) {
    processor.process(new Record<>(id.value(), input, at.toEpochMilli()));
    return sent();
  }

  List<Sent> timePasses(Instant now) {
    context.scheduledPunctuators().getFirst().getPunctuator().punctuate(now.toEpochMilli());
    return sent();
  }

  /** Writes this result of a turn. */
  List<Sent> write(InstanceId id, TurnResult result, Instant at) {
    processor.write(id, null, result, at);
    return sent();
  }

  /** Number of times that the instance's ledger of use was read. */
  int ledgerReads(InstanceId id) {
    return states.reads(InstanceStores.ACTIVITY.key(id.value()));
  }

  /** All that is stored of instances, by the key in the store. */
  Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    states.all().forEachRemaining(entry -> stored.put(entry.key, hex(entry.value)));
    return stored;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Spoils what is stored of an instance. */
  void spoil(InstanceId id) {
    states.put(id.value(), new byte[] {1});
  }

  void blueprint(Blueprint blueprint) {
    blueprints.put(blueprint.id().value(), blueprint);
  }

  void plan(Plan plan) {
    plans.put(plan.id().value(), plan);
  }

  void host(HostView host) {
    hosts.put(host.host().value(), host);
  }

  /** Decoded once for each value that was stored: the checks ask after every step. */
  InstanceState state(InstanceId id) {
    byte[] bytes = states.get(id.value());
    if (bytes == null) {
      return new InstanceState.None();
    }
    Decoded known = decoded.get(id);
    if (known == null || !known.bytes().equals(ByteBuffer.wrap(bytes))) {
      known = new Decoded(ByteBuffer.wrap(bytes), InstanceStores.STATE_CODEC.decode(bytes));
      decoded.put(id, known);
    }
    return known.state();
  }

  boolean hasDeadline(InstanceId id) {
    return states.get(DeadlineStore.BY_INSTANCE.key(id.value())) != null;
  }

  List<Sent> sent() {
    List<Sent> sent =
        context.forwarded().stream()
            .map(forward ->
                sent(
                    forward.childName().orElseThrow(),
                    forward.record().key(),
                    forward.record().value()))
            .toList();
    context.resetForwards();
    return sent;
  }

  private static Sent sent(String node, String key, byte @Nullable [] value) {
    Sink<?> sink =
        InstanceSinks.ALL.stream().filter(s -> s.name().equals(node)).findFirst().orElseThrow();
    return new Sent(sink, key, value == null ? null : sink.codec().decode(value));
  }
}
