package io.dormouse.streams.topology;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;

/**
 * A topic that a processor writes.
 *
 * @param name of the node in the topology
 */
public record Sink<T>(String name, Topic topic, Codec<T> codec) {}
