package io.dormouse.edge;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkWithin;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.time.Duration;

/**
 * Limits on wakes of distinct instances: a bucket for each network of clients, and one for all.
 *
 * <p>The constructor throws {@link SettingsException} if a value is out of its range.
 */
public record WakingSettings(
    @Setting(
            key = "wake.client.burst",
            byDefault = "5",
            doc =
                "Distinct instances that one network of clients may wake at once; 0 for any number.")
        int clientBurst,
    @Setting(
            key = "wake.client.refill",
            byDefault = "30s",
            doc = "Time after which a network of clients may wake one more.")
        Duration clientRefill,
    @Setting(
            key = "wake.client.ipv4.prefix",
            byDefault = "32",
            doc = "Bits of an IPv4 address that make a network of clients, 1 to 32.")
        int ipv4Prefix,
    @Setting(
            key = "wake.client.ipv6.prefix",
            byDefault = "64",
            doc = "Bits of an IPv6 address that make a network of clients, 1 to 64.")
        int ipv6Prefix,
    @Setting(
            key = "wake.clients",
            byDefault = "10000",
            doc =
                "Networks of clients of which wakes are remembered; beyond that the one whose last"
                    + " wake is the oldest is forgotten, and may begin anew.")
        int clients,
    @Setting(
            key = "wake.all.burst",
            byDefault = "50",
            doc =
                "Instances that all clients of this edge together may wake at once; 0 for any number.")
        int allBurst,
    @Setting(
            key = "wake.all.refill",
            byDefault = "200ms",
            doc =
                "Time after which all clients together may wake one more; about what the hosts can"
                    + " start.")
        Duration allRefill) {

  private static final int MOST = 1_000_000;

  public WakingSettings {
    checkWithin("wake.client.burst", clientBurst, 0, 1_000);
    checkRefill("wake.client.refill", clientRefill);
    checkWithin("wake.client.ipv4.prefix", ipv4Prefix, 1, 32);
    checkWithin("wake.client.ipv6.prefix", ipv6Prefix, 1, 64);
    checkWithin("wake.clients", clients, 1, MOST);
    checkWithin("wake.all.burst", allBurst, 0, MOST);
    checkRefill("wake.all.refill", allRefill);
  }

  private static void checkRefill(String key, Duration value) {
    check(
        value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofHours(1)) <= 0,
        key,
        value.toMillis() + " ms",
        "1 to 3600000 ms");
  }
}
