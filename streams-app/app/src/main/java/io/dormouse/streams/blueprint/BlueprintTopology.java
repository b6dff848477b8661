package io.dormouse.streams.blueprint;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.TopicNodes;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;

/**
 * blueprint-commands → blueprints, plans, rejections; blueprints and plans are read beside them.
 */
public final class BlueprintTopology {

  private static final String PROCESSOR = "blueprint-register";

  private BlueprintTopology() {}

  /**
   * Adds the sub-topology.
   *
   * @param tables stores that the topology has already
   */
  public static void addTo(TopicNodes nodes, BlueprintTables tables) {
    Topology topology = nodes.topology();
    nodes.source(
        "blueprint-commands-source",
        Topic.BLUEPRINT_COMMANDS,
        Codecs.BLUEPRINT_COMMAND,
        command -> command);
    topology.addProcessor(
        PROCESSOR, () -> new BlueprintProcessor(tables), "blueprint-commands-source");
    topology.addStateStore(RecordStore.builder(BlueprintProcessor.STATES), PROCESSOR);
    Stream.of(
            BlueprintProcessor.BLUEPRINTS, BlueprintProcessor.PLANS, BlueprintProcessor.REJECTIONS)
        .forEach(sink -> nodes.sink(sink, PROCESSOR));
  }
}
