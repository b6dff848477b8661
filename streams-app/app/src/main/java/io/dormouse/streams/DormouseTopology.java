package io.dormouse.streams;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.blueprint.BlueprintTables;
import io.dormouse.streams.blueprint.BlueprintTopology;
import io.dormouse.streams.domain.DomainTopology;
import io.dormouse.streams.domain.PublicSuffixList;
import io.dormouse.streams.instance.InstanceTopology;
import io.dormouse.streams.owner.SignUpTopology;
import io.dormouse.streams.placement.PlacementTopology;
import io.dormouse.streams.topology.TopicNodes;
import org.apache.kafka.streams.Topology;

/** The topology of the brain; its sub-topologies meet only in topics. */
public final class DormouseTopology {

  private DormouseTopology() {}

  /**
   * Builds it.
   *
   * @param schemas read by the sources; the processors read those of {@link
   *     io.dormouse.streams.topology.TopologySchemas}
   */
  public static Topology build(
      KafkaSettings kafka, InstanceDefaults rules, int ownerQuota, AnnouncedSchemas schemas) {
    Topology topology = new Topology();
    TopicNodes nodes = new TopicNodes(topology, kafka, schemas);
    DomainPolicy domains = PublicSuffixList.policy(new DomainName(rules.baseDomain()));
    SignUpTopology.addTo(nodes, ownerQuota, domains);
    InstanceTopology.addTo(nodes, rules);
    PlacementTopology.addTo(nodes);
    DomainTopology.addTo(nodes, domains);
    BlueprintTopology.addTo(
        nodes, new BlueprintTables(InstanceTopology.BLUEPRINTS, InstanceTopology.PLANS));
    return topology;
  }
}
