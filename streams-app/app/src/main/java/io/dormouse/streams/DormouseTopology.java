package io.dormouse.streams;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.domain.DomainName;
import io.dormouse.streams.blueprint.BlueprintTables;
import io.dormouse.streams.blueprint.BlueprintTopology;
import io.dormouse.streams.domain.DomainTopology;
import io.dormouse.streams.domain.PublicSuffixList;
import io.dormouse.streams.instance.InstanceTopology;
import io.dormouse.streams.owner.SignUpTopology;
import io.dormouse.streams.placement.PlacementTopology;
import org.apache.kafka.streams.Topology;

/** The topology of the brain; its sub-topologies meet only in topics. */
public final class DormouseTopology {

  private DormouseTopology() {}

  public static Topology build(KafkaSettings kafka, InstanceDefaults rules, int ownerQuota) {
    Topology topology = new Topology();
    DomainPolicy domains = PublicSuffixList.policy(new DomainName(rules.baseDomain()));
    SignUpTopology.addTo(topology, kafka, ownerQuota, domains);
    InstanceTopology.addTo(topology, kafka, rules);
    PlacementTopology.addTo(topology, kafka);
    DomainTopology.addTo(topology, kafka, domains);
    BlueprintTopology.addTo(
        topology, kafka, new BlueprintTables(InstanceTopology.BLUEPRINTS, InstanceTopology.PLANS));
    return topology;
  }
}
