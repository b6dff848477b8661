package io.dormouse.agents.host;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkPort;

import com.sun.management.OperatingSystemMXBean;
import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;

/**
 * All settings of the host agent.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a number or an
 * interval is out of its range.
 */
public record HostAgentSettings(
    KafkaSettings kafka,
    DockerSettings docker,
    ProcessSettings process,
    CredentialsSettings credentials,
    @Setting(
            key = "host.id",
            byDefault = "host-1",
            doc = "The name of this host; the same at every start.")
        HostId host,
    @Setting(
            key = "host.pool",
            byDefault = "default",
            doc = "The pool of hosts that this one is scheduled with.")
        PoolName pool,
    @Setting(
            key = "driver",
            byDefault = "auto",
            doc =
                "The driver of the replicas: `docker`, `process`, or `auto`: Docker when an engine answers.")
        DriverChoice driver,
    @Setting(
            key = "data.dir",
            byDefault = ".dormouse/host",
            doc = "Folder of this agent: states and logs of processes.")
        Path dataDir,
    @Setting(
            key = "memory.budget",
            byDefault = "0",
            doc =
                "Memory that all replicas may reserve together, such as `12GiB`; `0` is three quarters of the machine's.")
        ByteSize memoryBudget,
    @Setting(
            key = "starts.in.flight",
            byDefault = "0",
            doc = "How many replicas may be starting at once; `0` is twice the cores.")
        int startsInFlight,
    @Setting(
            key = "stopped.kept",
            byDefault = "8",
            doc = "How many of the newest stopped containers are kept for a quick start.")
        int stoppedKept,
    @Setting(
            key = "stopped.kept.for",
            byDefault = "24h",
            doc = "How long a stopped container is kept at most; `0s` keeps none.")
        Duration stoppedKeptFor,
    @Setting(
            key = "resync.interval",
            byDefault = "10s",
            doc = "How often all replicas on the host are listed again.")
        Duration resyncInterval,
    @Setting(
            key = "report.interval",
            byDefault = "2s",
            doc = "How often the host sends its report.")
        Duration reportInterval,
    @Setting(
            key = "replica.environment.file",
            doc = "File of `KEY=VALUE` lines handed to every replica; empty is none.")
        Path replicaEnvironmentFile,
    @Setting(
            key = "admin.host",
            byDefault = "127.0.0.1",
            doc = "Address of `/health`, `/ready` and `/metrics`.")
        String adminHost,
    @Setting(
            key = "admin.port",
            byDefault = "8082",
            doc = "Port of `/health`, `/ready` and `/metrics`.")
        int adminPort) {

  public HostAgentSettings {
    check(startsInFlight >= 0, "starts.in.flight", startsInFlight, "0 or more");
    check(stoppedKept >= 0, "stopped.kept", stoppedKept, "0 or more");
    check(!stoppedKeptFor.isNegative(), "stopped.kept.for", stoppedKeptFor, "0s or more");
    check(resyncInterval.isPositive(), "resync.interval", resyncInterval, "more than zero");
    check(reportInterval.isPositive(), "report.interval", reportInterval, "more than zero");
    checkPort("admin.port", adminPort);
  }

  /** Memory that all replicas together may reserve. */
  public long memoryBudgetBytes() {
    if (memoryBudget.bytes() > 0) {
      return memoryBudget.bytes();
    }
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / 4
        * 3;
  }

  /** Most replicas that may be starting at once. */
  public int mostStartsInFlight() {
    return startsInFlight > 0 ? startsInFlight : 2 * cores();
  }

  /** Cores of this machine. */
  public int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
