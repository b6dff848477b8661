package io.dormouse.streams.owner;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.TopicNodes;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** signups → owner-messages → instance-commands, signup-views, rejections. */
public final class SignUpTopology {

  private static final String SIGN_UPS = "signups";
  private static final String OWNERS = "owners";

  private SignUpTopology() {}

  /**
   * Adds both sub-topologies.
   *
   * @param quota most instances that an owner can sign up for
   */
  public static void addTo(TopicNodes nodes, int quota, DomainPolicy domains) {
    nodes.source("signups-source", Topic.SIGNUPS, Codecs.SIGN_UP, signUp -> signUp);
    nodes.topology().addProcessor(SIGN_UPS, SignUpProcessor::new, "signups-source");
    nodes.sink(SignUpProcessor.OWNER_MESSAGES, SIGN_UPS);
    owners(nodes, () -> new OwnerProcessor(quota, domains));
  }

  private static void owners(TopicNodes nodes, Supplier<OwnerProcessor> processor) {
    nodes.source(
        "owner-messages-source", Topic.OWNER_MESSAGES, Codecs.OWNER_MESSAGE, message -> message);
    nodes.topology().addProcessor(OWNERS, processor::get, "owner-messages-source");
    OwnerProcessor.stores().forEach(store -> nodes.topology().addStateStore(store, OWNERS));
    Stream.of(OwnerProcessor.VIEWS, OwnerProcessor.REJECTIONS, OwnerProcessor.INSTANCE_COMMANDS)
        .forEach(sink -> nodes.sink(sink, OWNERS));
  }
}
