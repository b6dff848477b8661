package io.dormouse.streams;

import io.dormouse.core.instance.policy.InstanceDefaults;
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
            doc = "Names this process among all of its kind; the same after a restart.")
        String id,
    @Setting(
            key = "state.dir",
            byDefault = ".dormouse/streams",
            doc = "Where the stores lie. Kept across restarts, or a restart is slow.")
        Path stateDir,
    @Setting(
            key = "commit.interval",
            byDefault = "25ms",
            doc =
                "The longest time between commits; a decision is committed at once while there are few.")
        Duration commitInterval,
    @Setting(key = "threads", byDefault = "1", doc = "Stream threads of this process.") int threads,
    @Setting(
            key = "delete.grace",
            byDefault = "7d",
            doc = "How long a deleted instance can be restored, if nothing else is said.")
        Duration deleteGrace,
    @Setting(
            key = "owner.quota",
            byDefault = "10",
            doc = "Most instances that an owner can sign up for; all that the owner has count.")
        int ownerQuota) {

  public StreamsSettings {
    if (!commitInterval.isPositive()) {
      throw new SettingsException(
          "The setting commit.interval has the value %s. Expected more than zero."
              .formatted(commitInterval));
    }
    if (deleteGrace.isNegative() || deleteGrace.compareTo(DeleteInstance.LONGEST_GRACE) > 0) {
      throw new SettingsException(
          "The setting delete.grace has the value %s. Expected zero to %d days."
              .formatted(deleteGrace, DeleteInstance.LONGEST_GRACE.toDays()));
    }
    if (threads < 1) {
      throw new SettingsException(
          "The setting threads has the value %d. Expected 1 or more.".formatted(threads));
    }
    if (ownerQuota < 0) {
      throw new SettingsException(
          "The setting owner.quota has the value %d. Expected 0 or more.".formatted(ownerQuota));
    }
  }

  /** Defaults of all instances. */
  InstanceDefaults rules() {
    return new InstanceDefaults(api.baseDomain().value(), deleteGrace);
  }
}
