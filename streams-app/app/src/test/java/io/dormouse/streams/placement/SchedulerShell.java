package io.dormouse.streams.placement;

import io.dormouse.core.placement.PlacementInput;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.streams.MapStore;
import io.dormouse.streams.topology.Sink;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The scheduler's real processor on stores that are maps, for tests of other packages. */
public final class SchedulerShell {

  private MockProcessorContext<String, byte[]> context;
  private final MapStore<String, byte[]> hosts = new MapStore<>(PlacementProcessor.HOSTS);
  private final MapStore<String, byte[]> waiting = new MapStore<>(PlacementProcessor.WAITING);
  private final MapStore<String, byte[]> chain = new MapStore<>(PlacementProcessor.CHAIN);
  private final PlacementProcessor processor = new PlacementProcessor(1);
  private Punctuator timer;
  private long offset;

  @SuppressWarnings("NullAway.Init")
  public SchedulerShell() {
    startAnew(Instant.EPOCH);
  }

  public void clear() {
    hosts.clear();
    waiting.clear();
    chain.clear();
    startAnew(Instant.EPOCH);
  }

  /** Starts as after a crash, with nothing but the stores. */
  public void startAnew(Instant now) {
    context = new MockProcessorContext<>(properties());
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    context.addStateStore(hosts);
    context.addStateStore(waiting);
    context.addStateStore(chain);
    processor.init(context);
    timer = context.scheduledPunctuators().getFirst().getPunctuator();
  }

  @SuppressWarnings("deprecation") // Kafka warns if it is not set.
  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    return properties;
  }

  /** The results of a heartbeat: host views and commands to place. */
  public List<Record<String, Object>> heard(HostReport report, Instant at) {
    return process(report.host().value(), new Heartbeat(report), at);
  }

  /** The results of a message of an instance. */
  public List<Record<String, Object>> told(PlacementMessage message, Instant at) {
    return process("pool", new Told(message), at);
  }

  /** The results of the scheduler's timer. */
  public List<Record<String, Object>> timePasses(Instant now) {
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    timer.punctuate(now.toEpochMilli());
    return sent();
  }

  /** The number of writes to the store of waiting replicas so far. */
  long queueWrites() {
    return waiting.writes();
  }

  private List<Record<String, Object>> process(String key, PlacementInput input, Instant at) {
    context.setCurrentSystemTimeMs(Math.max(context.currentSystemTimeMs(), at.toEpochMilli()));
    context.setRecordMetadata("records", 0, offset++);
    processor.process(new Record<>(key, input, at.toEpochMilli()));
    return sent();
  }

  private List<Record<String, Object>> sent() {
    List<Record<String, Object>> sent =
        context.forwarded().stream()
            .map(forward ->
                new Record<>(
                    forward.record().key(),
                    decode(forward.childName().orElseThrow(), forward.record().value()),
                    forward.record().timestamp()))
            .toList();
    context.resetForwards();
    return sent;
  }

  private static Object decode(String node, byte[] value) {
    Sink<?> sink =
        PlacementProcessor.SINKS.stream()
            .filter(one -> one.name().equals(node))
            .findFirst()
            .orElseThrow();
    return sink.codec().decode(value);
  }
}
