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
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The scheduler's real processor on stores that are maps, for tests of other packages. */
public final class SchedulerShell {

  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private final MapStore<String, byte[]> hosts = new MapStore<>(PlacementProcessor.HOSTS);
  private final MapStore<String, byte[]> waiting = new MapStore<>(PlacementProcessor.WAITING);
  private final PlacementProcessor processor = new PlacementProcessor();
  private long offset;

  public SchedulerShell() {
    context.setCurrentSystemTimeMs(0);
    context.addStateStore(hosts);
    context.addStateStore(waiting);
    processor.init(context);
  }

  public void clear() {
    hosts.clear();
    waiting.clear();
    processor.init(context);
  }

  /** The results of a heartbeat: host views and commands to place. */
  public List<Record<String, Object>> heard(HostReport report, Instant at) {
    return process(report.host().value(), new Heartbeat(report), at);
  }

  /** The results of a message of an instance. */
  public List<Record<String, Object>> told(PlacementMessage message, Instant at) {
    return process("pool", new Told(message), at);
  }

  private List<Record<String, Object>> process(String key, PlacementInput input, Instant at) {
    context.setRecordMetadata("records", 0, offset++);
    processor.process(new Record<>(key, input, at.toEpochMilli()));
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
        node.equals(PlacementProcessor.HOST_VIEWS.name())
            ? PlacementProcessor.HOST_VIEWS
            : PlacementProcessor.PLACEMENTS;
    return sink.codec().decode(value);
  }
}
