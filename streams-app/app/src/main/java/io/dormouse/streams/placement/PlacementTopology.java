package io.dormouse.streams.placement;

import io.dormouse.core.placement.HostEntry;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.core.placement.WaitingReplica;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordSerdes;
import io.dormouse.streams.topology.TopicNodes;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** placement, host-reports → instance-commands, hosts. */
public final class PlacementTopology {

  static final Codec<HostEntry> HOST_CODEC = Codecs.of("HostEntry", HostEntry.class);
  static final Codec<WaitingReplica> WAITING_CODEC =
      Codecs.of("WaitingReplica", WaitingReplica.class);

  private static final String PROCESSOR = "placement";

  private PlacementTopology() {}

  public static void addTo(Topology topology, KafkaSettings kafka) {
    TopicNodes nodes = new TopicNodes(topology, kafka);
    nodes.source("host-reports-source", Topic.HOST_REPORTS, Codecs.HOST_REPORT, Heartbeat::new);
    nodes.source("placement-source", Topic.PLACEMENT, Codecs.PLACEMENT, Told::new);
    topology.addProcessor(
        PROCESSOR, PlacementProcessor::new, "host-reports-source", "placement-source");
    store(topology, PlacementProcessor.HOSTS, HOST_CODEC);
    store(topology, PlacementProcessor.WAITING, WAITING_CODEC);
    nodes.sink(
        PlacementProcessor.PLACEMENTS,
        Topic.INSTANCE_COMMANDS,
        RecordSerdes.serializer(Codecs.INSTANCE_COMMAND),
        PROCESSOR);
    nodes.sink(
        PlacementProcessor.HOST_VIEWS,
        Topic.HOSTS,
        RecordSerdes.serializer(Codecs.HOST_VIEW),
        PROCESSOR);
  }

  private static <T> void store(Topology topology, String name, Codec<T> codec) {
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), RecordSerdes.of(codec))
            .withCachingDisabled(),
        PROCESSOR);
  }
}
