package io.dormouse.streams.api.access.rate;

import static io.dormouse.kit.settings.Checks.checkWithin;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;

/**
 * Limits of requests to an API with access control. Each is a bucket that holds twice as many.
 *
 * <p>The constructor throws {@link SettingsException} if a value is out of its range.
 *
 * @param failures refused keys and tokens a minute
 */
public record RateSettings(
    @Setting(
            key = "api.rate.key",
            byDefault = "500",
            doc =
                "Requests a second that one key or token may send, and twice as many at once. Each line"
                    + " of a batch counts, and waits rather than be refused.")
        int key,
    @Setting(
            key = "api.rate.address",
            byDefault = "1000",
            doc = "Requests a second from one address, and twice as many at once.")
        int address,
    @Setting(
            key = "api.rate.failures",
            byDefault = "30",
            doc =
                "Wrong keys and tokens a minute from one address, and twice as many at once; the next"
                    + " are answered with 429 instead of 401.")
        int failures) {

  private static final int MOST = 1_000_000;

  public RateSettings {
    checkWithin("api.rate.key", key, 1, MOST);
    checkWithin("api.rate.address", address, 1, MOST);
    checkWithin("api.rate.failures", failures, 1, MOST);
  }
}
