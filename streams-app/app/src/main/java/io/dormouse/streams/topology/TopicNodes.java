package io.dormouse.streams.topology;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * Adds topics to a topology as named sources and sinks.
 *
 * @param schemas announced schemas, which the sources read too
 */
public record TopicNodes(Topology topology, KafkaSettings kafka, AnnouncedSchemas schemas) {

  /** A source whose values are wrapped for the processor. */
  public <T, R> void source(String name, Topic topic, Codec<T> codec, Function<T, R> wrap) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        new StringDeserializer(),
        RecordSerdes.deserializer(codec.reading(schemas), wrap),
        kafka.name(topic));
  }

  /** A sink of the parent. */
  public void sink(Sink<?> sink, String parent) {
    topology.addSink(
        sink.name(),
        kafka.name(sink.topic()),
        new StringSerializer(),
        new ByteArraySerializer(),
        sink.partitioner(),
        parent);
  }
}
