package io.dormouse.streams.placement;

import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.TopicNodes;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;

/** placement, host-reports → instance-commands, hosts, host-events. */
public final class PlacementTopology {

  /** The store with the last link of the chain of host events. */
  public static final String CHAIN = PlacementProcessor.CHAIN;

  private static final String PROCESSOR = "placement";

  private PlacementTopology() {}

  public static void addTo(TopicNodes nodes) {
    Topology topology = nodes.topology();
    nodes.source("host-reports-source", Topic.HOST_REPORTS, Codecs.HOST_REPORT, Heartbeat::new);
    nodes.source("placement-source", Topic.PLACEMENT, Codecs.PLACEMENT, Told::new);
    int pools = nodes.kafka().partitions(Topic.HOST_EVENTS);
    topology.addProcessor(
        PROCESSOR, () -> new PlacementProcessor(pools), "host-reports-source", "placement-source");
    Stream.of(PlacementProcessor.HOSTS, PlacementProcessor.WAITING, PlacementProcessor.CHAIN)
        .forEach(store -> topology.addStateStore(RecordStore.builder(store), PROCESSOR));
    PlacementProcessor.SINKS.forEach(sink -> nodes.sink(sink, PROCESSOR));
  }
}
