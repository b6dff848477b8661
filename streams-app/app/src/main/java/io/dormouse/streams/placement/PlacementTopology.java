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

  private static final String PROCESSOR = "placement";

  private PlacementTopology() {}

  public static void addTo(TopicNodes nodes) {
    Topology topology = nodes.topology();
    nodes.source("host-reports-source", Topic.HOST_REPORTS, Codecs.HOST_REPORT, Heartbeat::new);
    nodes.source("placement-source", Topic.PLACEMENT, Codecs.PLACEMENT, Told::new);
    topology.addProcessor(
        PROCESSOR, PlacementProcessor::new, "host-reports-source", "placement-source");
    Stream.of(PlacementProcessor.HOSTS, PlacementProcessor.WAITING)
        .forEach(store -> topology.addStateStore(RecordStore.builder(store), PROCESSOR));
    PlacementProcessor.SINKS.forEach(sink -> nodes.sink(sink, PROCESSOR));
  }
}
