package io.dormouse.streams;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkAtLeastOne;

import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.kit.settings.Durations;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.streams.api.ApiSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the streams app.
 *
 * <p>The constructor throws {@link SettingsException} if a number is out of its range.
 */
public record StreamsSettings(
    KafkaSettings kafka,
    ApiSettings api,
    @Setting(
            key = "streams.id",
            byDefault = "streams-1",
            doc = "Name of this process, unique among its kind; the same after a restart.")
        String id,
    @Setting(
            key = "state.dir",
            byDefault = ".dormouse/streams",
            doc = "Directory of the stores. A restart is slow if it is lost.")
        Path stateDir,
    @Setting(
            key = "commit.interval",
            byDefault = "50ms",
            doc =
                "Time between commits under load; a decision is committed at once while there are few.")
        Duration commitInterval,
    @Setting(key = "threads", byDefault = "1", doc = "Stream threads of this process.") int threads,
    @Setting(
            key = "delete.grace",
            byDefault = "7d",
            doc =
                "Time in which a deleted instance can be restored, unless its deletion names another.")
        Duration deleteGrace,
    @Setting(
            key = "owner.quota",
            byDefault = "10",
            doc = "Most instances that an owner can sign up for; all instances of the owner count.")
        int ownerQuota) {

  public StreamsSettings {
    check(commitInterval.isPositive(), "commit.interval", commitInterval, "more than zero");
    check(
        !deleteGrace.isNegative() && deleteGrace.compareTo(DeleteInstance.LONGEST_GRACE) <= 0,
        "delete.grace",
        deleteGrace,
        "0s to " + Durations.format(DeleteInstance.LONGEST_GRACE));
    checkAtLeastOne("threads", threads);
    check(ownerQuota >= 0, "owner.quota", ownerQuota, "0 or more");
  }

  /** Defaults of all instances. */
  InstanceDefaults rules() {
    return new InstanceDefaults(api.baseDomain().value(), deleteGrace);
  }
}
