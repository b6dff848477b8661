package io.dormouse.streams.instance;

import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Provisioned;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordSerdes;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.StorePart;
import io.dormouse.streams.topology.TopicNodes;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * instance-commands, replica-reports, resource-reports, activity → instance-events, instances,
 * rejections, host-commands, resource-commands, placement, domain-commands, owner-messages;
 * blueprints, plans and hosts are read beside them.
 */
public final class InstanceTopology {

  /** The store of the instances; its {@linkplain StorePart#PLAIN plain} part has their states. */
  public static final String STATES = InstanceStores.STATES;

  /** The global store of the topic of blueprints. */
  public static final String BLUEPRINTS = InstanceStores.BLUEPRINTS;

  /** The global store of the topic of plans. */
  public static final String PLANS = InstanceStores.PLANS;

  private static final String PROCESSOR = "instances";

  private InstanceTopology() {}

  public static void addTo(TopicNodes nodes, InstanceDefaults rules) {
    Topology topology = nodes.topology();
    nodes.source(
        "instance-commands-source",
        Topic.INSTANCE_COMMANDS,
        Codecs.INSTANCE_COMMAND,
        Commanded::new);
    nodes.source(
        "replica-reports-source", Topic.REPLICA_REPORTS, Codecs.REPLICA_REPORT, Reported::new);
    nodes.source(
        "resource-reports-source",
        Topic.RESOURCE_REPORTS,
        Codecs.RESOURCE_REPORT,
        Provisioned::new);
    nodes.source("activity-source", Topic.ACTIVITY, Codecs.ACTIVITY, Used::new);
    table(nodes, InstanceStores.BLUEPRINTS, Topic.BLUEPRINTS, Codecs.BLUEPRINT);
    table(nodes, InstanceStores.PLANS, Topic.PLANS, Codecs.PLAN);
    table(nodes, InstanceStores.HOSTS, Topic.HOSTS, Codecs.HOST_VIEW);
    int partitions = nodes.kafka().partitions(Topic.INSTANCE_EVENTS);
    topology.addProcessor(
        PROCESSOR,
        () -> new InstanceProcessor(rules, partitions),
        "instance-commands-source",
        "replica-reports-source",
        "resource-reports-source",
        "activity-source");
    topology.addStateStore(RecordStore.builder(InstanceStores.STATES), PROCESSOR);
    InstanceSinks.ALL.forEach(sink -> nodes.sink(sink, PROCESSOR));
  }

  /** Adds a topic as a global table. */
  private static <T> void table(TopicNodes nodes, String store, Topic topic, Codec<T> codec) {
    nodes
        .topology()
        .addGlobalStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(store), Serdes.String(), RecordSerdes.of(codec))
                .withLoggingDisabled(),
            store + "-source",
            new StringDeserializer(),
            new ByteArrayDeserializer(),
            nodes.kafka().name(topic),
            store + "-table",
            () -> new TableProcessor<T>(store, codec));
  }
}
