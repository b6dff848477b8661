package io.dormouse.streams.signup;

import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.wire.Codecs;
import io.dormouse.streams.RecordSerdes;
import io.dormouse.streams.TopicNodes;
import org.apache.kafka.streams.Topology;

/** signups → instance-commands. */
public final class SignUpTopology {

  private SignUpTopology() {}

  public static void addTo(Topology topology, KafkaSettings kafka) {
    TopicNodes nodes = new TopicNodes(topology, kafka);
    nodes.source("signups-source", Topic.SIGNUPS, Codecs.SIGN_UP, signUp -> signUp);
    topology.addProcessor("signups", SignUpProcessor::new, "signups-source");
    nodes.sink(
        "signup-instance-commands-sink",
        Topic.INSTANCE_COMMANDS,
        RecordSerdes.serializer(Codecs.INSTANCE_COMMAND),
        "signups");
  }
}
