package io.dormouse.streams;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.streams.domain.DomainPolicy;
import io.dormouse.streams.domain.DomainTopology;
import io.dormouse.streams.instance.InstanceTopology;
import io.dormouse.streams.instance.Rules;
import io.dormouse.streams.placement.PlacementTopology;
import io.dormouse.streams.signup.SignUpTopology;
import org.apache.kafka.streams.Topology;

/** All sub-topologies of the brain; they meet in topics only. */
public final class DormouseTopology {

  private DormouseTopology() {}

  public static Topology build(KafkaSettings kafka, Rules rules, int ownerQuota) {
    Topology topology = new Topology();
    DomainPolicy domains = new DomainPolicy(new DomainName(rules.baseDomain()));
    SignUpTopology.addTo(topology, kafka, ownerQuota, domains);
    InstanceTopology.addTo(topology, kafka, rules);
    PlacementTopology.addTo(topology, kafka);
    DomainTopology.addTo(topology, kafka, domains);
    return topology;
  }
}
