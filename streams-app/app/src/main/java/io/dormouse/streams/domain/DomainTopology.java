package io.dormouse.streams.domain;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordSerdes;
import io.dormouse.streams.topology.TopicNodes;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** domain-commands → domains, instance-commands, rejections. */
public final class DomainTopology {

  private static final String PROCESSOR = "domains";

  private DomainTopology() {}

  public static void addTo(Topology topology, KafkaSettings kafka, DomainPolicy policy) {
    TopicNodes nodes = new TopicNodes(topology, kafka);
    nodes.source(
        "domain-commands-source", Topic.DOMAIN_COMMANDS, Codecs.DOMAIN_COMMAND, command -> command);
    topology.addProcessor(PROCESSOR, () -> new DomainProcessor(policy), "domain-commands-source");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(DomainProcessor.ROUTES),
                Serdes.String(),
                RecordSerdes.of(Codecs.DOMAIN_ROUTE))
            .withCachingDisabled(),
        PROCESSOR);
    nodes.sink(
        DomainProcessor.VIEWS,
        Topic.DOMAINS,
        RecordSerdes.serializer(Codecs.DOMAIN_ROUTE),
        PROCESSOR);
    nodes.sink(
        DomainProcessor.INSTANCE_COMMANDS,
        Topic.INSTANCE_COMMANDS,
        RecordSerdes.serializer(Codecs.INSTANCE_COMMAND),
        PROCESSOR);
    nodes.sink(
        DomainProcessor.REJECTIONS,
        Topic.REJECTIONS,
        RecordSerdes.serializer(Codecs.REJECTION),
        PROCESSOR);
  }
}
