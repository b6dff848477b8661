package io.dormouse.streams.instance;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.Plan;
import io.dormouse.streams.MapStore;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The instances' real processor on stores that are maps. */
public final class InstanceShell {

  /** One record that the processor sent. */
  record Sent(String sink, String key, @Nullable Object value) {}

  private MockProcessorContext<String, Object> context;
  private final MapStore<String, Existing> states = new MapStore<>(InstanceStores.STATES);
  private final MapStore<String, ActivityLedger> activity = new MapStore<>(InstanceStores.ACTIVITY);
  private final MapStore<String, HostView> hosts = new MapStore<>(InstanceStores.HOSTS);
  private final MapStore<String, Blueprint> blueprints = new MapStore<>(InstanceStores.BLUEPRINTS);
  private final MapStore<String, Plan> plans = new MapStore<>(InstanceStores.PLANS);
  private final MapStore<Bytes, byte[]> byTime = new MapStore<>(DeadlineStore.BY_TIME);
  private final MapStore<String, Long> byInstance = new MapStore<>(DeadlineStore.BY_INSTANCE);
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
    processor = new InstanceProcessor(Sample.RULES);
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
    return List.of(states, activity, hosts, blueprints, plans, byTime, byInstance);
  }

  List<Sent> process(InstanceId id, InstanceInput input, Instant at) {
    processor.process(new Record<>(id.value(), input, at.toEpochMilli()));
    return sent();
  }

  List<Sent> timePasses(Instant now) {
    context.scheduledPunctuators().getFirst().getPunctuator().punctuate(now.toEpochMilli());
    return sent();
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

  InstanceState state(InstanceId id) {
    Existing state = states.get(id.value());
    return state == null ? new InstanceState.None() : state;
  }

  boolean hasDeadline(InstanceId id) {
    return byInstance.get(id.value()) != null;
  }

  private List<Sent> sent() {
    List<Sent> sent =
        context.forwarded().stream()
            .map(forward ->
                new Sent(
                    forward.childName().orElseThrow(),
                    forward.record().key(),
                    forward.record().value()))
            .toList();
    context.resetForwards();
    return sent;
  }
}
