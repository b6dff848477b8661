package io.dormouse.streams.verify;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.topics.KafkaSettings;

/** Settings of the check. */
public record VerifySettings(
    KafkaSettings kafka,
    @Setting(
            key = "against",
            byDefault = "",
            doc = "File with the output of an earlier check, whose heads must still be in the log.")
        String against) {}
