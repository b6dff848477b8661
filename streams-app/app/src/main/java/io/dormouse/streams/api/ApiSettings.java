package io.dormouse.streams.api;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkPort;

import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.domain.DomainName;
import io.dormouse.streams.api.access.AccessSettings;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.dormouse.streams.api.http.server.ConnectionLimits;
import io.dormouse.streams.api.http.server.HostNames;
import io.dormouse.streams.api.owner.OwnersSettings;
import java.time.Duration;

/**
 * Settings of the control API.
 *
 * <p>The constructor throws {@link SettingsException} if a value is out of its range.
 *
 * @param baseDomain suffix of the domains of instances that ask for none of their own
 * @param owners the database of owners' personal data
 */
public record ApiSettings(
    @Setting(
            key = "api.host",
            byDefault = "127.0.0.1",
            doc = "Address that the control API listens on.")
        String host,
    @Setting(
            key = "api.port",
            byDefault = "7070",
            doc = "Port that the control API listens on; 0 takes any free one.")
        int port,
    @Setting(
            key = "api.body.limit",
            byDefault = "64KiB",
            doc = "The largest body of a request that the control API takes.")
        ByteSize bodyLimit,
    @Setting(
            key = "api.decision.timeout",
            byDefault = "2s",
            doc = "Longest wait of the control API for a decision; then it answers `pending`.")
        Duration decisionTimeout,
    @Setting(
            key = "base.domain",
            byDefault = "localhost",
            doc =
                "Suffix of default domains: an instance that asks for no domain gets `<id>.` and this.")
        DomainName baseDomain,
    @Setting(
            key = "api.streams",
            byDefault = "1000",
            doc = "Most event streams of the control API that are open at once.")
        int streams,
    @Setting(
            key = "api.hosts",
            byDefault = "",
            doc =
                "Further host names of the control API and of the pages that may use it, separated by"
                    + " commas; loopback names and `api.host` are always allowed.")
        HostNames hosts,
    @Setting(
            key = "api.commands",
            byDefault = "256",
            doc =
                "Most commands of single requests that are not decided yet, fewer while decisions are"
                    + " slow; one more is answered with 429.")
        int commands,
    ConnectionLimits connections,
    BatchLimits batches,
    OwnersSettings owners,
    AccessSettings access) {

  private static final long LARGEST_BODY = 16L << 20;
  private static final int MOST_STREAMS = 100_000;
  private static final int MOST_COMMANDS = 10_000;
  private static final Duration LONGEST_DECISION = Duration.ofHours(1);

  public ApiSettings {
    access.checkFor(host);
    checkPort("api.port", port);
    check(
        bodyLimit.bytes() >= 1 && bodyLimit.bytes() <= LARGEST_BODY,
        "api.body.limit",
        bodyLimit.bytes() + " bytes",
        "1 to 16MiB");
    check(
        commands >= 1 && commands <= MOST_COMMANDS,
        "api.commands",
        commands,
        "1 to " + MOST_COMMANDS);
    check(streams >= 0 && streams <= MOST_STREAMS, "api.streams", streams, "0 to " + MOST_STREAMS);
    check(
        decisionTimeout.isPositive() && decisionTimeout.compareTo(LONGEST_DECISION) <= 0,
        "api.decision.timeout",
        decisionTimeout,
        "more than zero and at most 1h");
  }
}
