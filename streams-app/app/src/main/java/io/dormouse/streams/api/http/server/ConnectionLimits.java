package io.dormouse.streams.api.http.server;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.time.Duration;

/**
 * Limits and deadlines of connections.
 *
 * <p>The constructor throws {@link SettingsException} if a value is out of its range.
 */
public record ConnectionLimits(
    @Setting(
            key = "api.connections",
            byDefault = "2000",
            doc =
                "Most connections to the control API. A few more get a 503 and are closed; all others"
                    + " are closed at once.")
        int most,
    @Setting(
            key = "api.head.timeout",
            byDefault = "10s",
            doc = "Longest time for the head of a connection's first request.")
        Duration head,
    @Setting(
            key = "api.body.timeout",
            byDefault = "30s",
            doc =
                "Longest time for a request's body or a line of a batch, and for the client to take an"
                    + " answer; each 16 KiB of an answer add a second.")
        Duration body,
    @Setting(
            key = "api.keepalive.timeout",
            byDefault = "60s",
            doc = "Longest wait of a connection for the whole head of its next request.")
        Duration keepAlive) {

  public ConnectionLimits {
    check(most >= 1 && most <= 1_000_000, "api.connections", most, "1 to 1000000");
    check(isTime(head), "api.head.timeout", head, "1ms to 1h");
    check(isTime(body), "api.body.timeout", body, "1ms to 1h");
    check(isTime(keepAlive), "api.keepalive.timeout", keepAlive, "1ms to 1h");
  }

  private static boolean isTime(Duration time) {
    return time.isPositive() && time.compareTo(Duration.ofHours(1)) <= 0;
  }
}
