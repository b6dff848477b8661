package io.dormouse.streams.verify;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.instance.InstanceTopology;
import io.dormouse.streams.placement.PlacementTopology;
import io.dormouse.streams.topology.EventChain;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The topics whose partitions have chains. */
enum ChainedTopic {
  INSTANCE_EVENTS(
      Topic.INSTANCE_EVENTS,
      InstanceTopology.STATES,
      value -> Codecs.INSTANCE_EVENT.decode(value).id().value()),
  HOST_EVENTS(
      Topic.HOST_EVENTS,
      PlacementTopology.CHAIN,
      value -> Codecs.HOST_EVENT.decode(value).id().value());

  private final Topic topic;
  private final String store;
  private final Function<byte[], String> eventId;

  ChainedTopic(Topic topic, String store, Function<byte[], String> eventId) {
    this.topic = topic;
    this.store = store;
    this.eventId = eventId;
  }

  Topic topic() {
    return topic;
  }

  /** The changelog of the store that has the last links; one partition for each of the topic. */
  String changelog(KafkaSettings kafka) {
    return kafka.prefix() + "streams-" + store + "-changelog";
  }

  /** The key of a last link in that store. */
  String key() {
    return EventChain.key(topic);
  }

  /** The id of the event of a record; for a person, so it need not be readable. */
  String eventId(byte @Nullable [] value) {
    if (value == null) {
      return "none, since there is no value";
    }
    try {
      return eventId.apply(value);
    } catch (MalformedRecordException e) {
      return "unreadable: " + e.getMessage();
    }
  }
}
