package io.dormouse.streams.domain;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.TopicNodes;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;

/** domain-commands → domains, instance-commands, rejections. */
public final class DomainTopology {

  private static final String PROCESSOR = "domains";

  private DomainTopology() {}

  public static void addTo(TopicNodes nodes, DomainPolicy policy) {
    Topology topology = nodes.topology();
    nodes.source(
        "domain-commands-source", Topic.DOMAIN_COMMANDS, Codecs.DOMAIN_COMMAND, command -> command);
    topology.addProcessor(PROCESSOR, () -> new DomainProcessor(policy), "domain-commands-source");
    topology.addStateStore(RecordStore.builder(DomainProcessor.ROUTES), PROCESSOR);
    Stream.of(DomainProcessor.VIEWS, DomainProcessor.INSTANCE_COMMANDS, DomainProcessor.REJECTIONS)
        .forEach(sink -> nodes.sink(sink, PROCESSOR));
  }
}
