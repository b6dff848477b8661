package io.dormouse.streams.fold;

import io.dormouse.kit.topics.KafkaSettings;

/** Settings of the comparison. */
public record FoldSettings(KafkaSettings kafka) {}
