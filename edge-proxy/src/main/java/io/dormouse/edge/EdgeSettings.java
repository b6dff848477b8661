package io.dormouse.edge;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkAtLeast;
import static io.dormouse.kit.settings.Checks.checkPort;
import static io.dormouse.kit.settings.Checks.checkWithin;

import io.dormouse.edge.client.Networks;
import io.dormouse.edge.forward.transfer.HeaderPolicy;
import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of an edge.
 *
 * <p>The constructors throw {@link SettingsException} if a value is out of its range.
 */
public record EdgeSettings(
    KafkaSettings kafka,
    @Setting(
            key = "edge.id",
            byDefault = "edge-1",
            doc = "Name of this edge in commands and activity reports; unique among the edges.")
        String edgeId,
    Listening listening,
    ClientLimits clients,
    Drain drain,
    Fronting fronting,
    Waiting waiting,
    WakingSettings waking,
    Backends backends,
    Snapshots snapshots,
    @Setting(
            key = "admin.host",
            byDefault = "127.0.0.1",
            doc = "Address on which `/health`, `/ready`, `/routes` and `/metrics` are served.")
        String adminHost,
    @Setting(key = "admin.port", byDefault = "8081", doc = "Port for operators.") int adminPort,
    @Setting(
            key = "access.log",
            byDefault = "off",
            doc =
                "File to which a line of JSON is added for each request; `-` for the standard"
                    + " output, `off` for none.")
        String accessLog,
    @Setting(
            key = "activity.interval",
            byDefault = "10s",
            doc = "Time between two activity reports of an instance that is in use.")
        Duration activityInterval,
    @Setting(
            key = "client.salt",
            doc =
                "Salt of the client hashes in wakes and of the cookies of replicas; edges with the"
                    + " same salt hash alike. Empty: random at each start.")
        String clientSalt,
    @Setting(
            key = "event.loops",
            byDefault = "0",
            doc = "Threads that serve requests; 0 for one per core.")
        int eventLoops) {

  public EdgeSettings {
    checkAtLeast("activity.interval", activityInterval, Duration.ofMillis(1));
    checkPort("admin.port", adminPort);
    checkWithin("event.loops", eventLoops, 0, 1024);
    if (clients.idleTimeout().compareTo(waiting.holdTimeout()) <= 0) {
      throw new SettingsException(
          "The setting idle.timeout is not longer than hold.timeout. Expected more, or the"
              + " connections of requests that wait are closed.");
    }
    if (accessLog.isBlank()) {
      throw new SettingsException("The setting access.log is empty. Expected a file, - or off.");
    }
    if (edgeId.isBlank()) {
      throw new SettingsException("The setting edge.id is empty. Expected a name.");
    }
  }

  /** The listener, and limits of requests. */
  public record Listening(
      @Setting(
              key = "listen.host",
              byDefault = "127.0.0.1",
              doc = "Address on which requests are taken.")
          String host,
      @Setting(key = "listen.port", byDefault = "8080", doc = "Port for requests.") int port,
      @Setting(
              key = "head.line.max",
              byDefault = "8KiB",
              doc = "The longest first line of a request.")
          ByteSize lineMax,
      @Setting(
              key = "head.max",
              byDefault = "32KiB",
              doc = "The most that all header lines of a request may take.")
          ByteSize headMax,
      @Setting(
              key = "head.fields.max",
              byDefault = "100",
              doc = "The most header lines, and the most trailers, of a request.")
          int fieldsMax,
      @Setting(
              key = "http2.enabled",
              byDefault = "true",
              doc =
                  "Lets clients speak HTTP/2 from the first byte on; only if `listen.host` is a"
                      + " loopback address.")
          boolean http2) {

    public Listening {
      checkPort("listen.port", port);
      checkWithin("head.line.max", lineMax.bytes(), 256, 1 << 20);
      checkWithin("head.max", headMax.bytes(), 256, 1 << 20);
      checkWithin("head.fields.max", fieldsMax, 1, 10_000);
    }
  }

  /** Limits of clients' connections: their number and their slowness. */
  public record ClientLimits(
      @Setting(
              key = "connections.max",
              byDefault = "50000",
              doc = "Connections of clients at most; more are closed at once.")
          int most,
      @Setting(
              key = "connections.per.address",
              byDefault = "0",
              doc =
                  "Connections from one IPv4 address, or one IPv6 network of 64 bits, at most; 0 for"
                      + " any number, as behind a load balancer.")
          int perAddress,
      @Setting(
              key = "head.timeout",
              byDefault = "10s",
              doc = "Time that a client has to send the head of a request.")
          Duration headTimeout,
      @Setting(
              key = "keepalive.timeout",
              byDefault = "75s",
              doc = "A client's connection is closed when no request came for this time.")
          Duration keepAlive,
      @Setting(
              key = "idle.timeout",
              byDefault = "5m",
              doc =
                  "A client's connection on which nothing moves while a request is open is closed"
                      + " after this time.")
          Duration idleTimeout,
      @Setting(
              key = "rate.min",
              byDefault = "1KiB",
              doc =
                  "Bytes a second that a client must send of a body that the edge reads, and take of"
                      + " what waits for it, or its connection is closed; 0 for any.")
          ByteSize rateLeast,
      @Setting(key = "rate.window", byDefault = "10s", doc = "Averaging time of `rate.min`.")
          Duration rateWindow,
      @Setting(
              key = "send.buffer",
              byDefault = "0",
              doc =
                  "Bytes of an answer that the kernel keeps until the client takes them, for each"
                      + " connection; 0 leaves it to the kernel, which may keep megabytes.")
          ByteSize sendBuffer) {

    public ClientLimits {
      checkWithin("connections.max", most, 1, Integer.MAX_VALUE);
      checkWithin("connections.per.address", perAddress, 0, Integer.MAX_VALUE);
      checkAtLeast("head.timeout", headTimeout, Duration.ofMillis(1));
      checkAtLeast("keepalive.timeout", keepAlive, Duration.ofMillis(1));
      checkAtLeast("idle.timeout", idleTimeout, Duration.ofSeconds(1));
      checkWithin("rate.min", rateLeast.bytes(), 0, 1 << 30);
      checkAtLeast("rate.window", rateWindow, Duration.ofSeconds(1));
      checkWithin("send.buffer", sendBuffer.bytes(), 0, 1 << 30);
    }
  }

  /** The end of the edge. */
  public record Drain(
      @Setting(
              key = "drain.delay",
              byDefault = "0s",
              doc =
                  "Time for which connections are still accepted after the edge is asked to end"
                      + " and `/ready` turns 503, so that a load balancer can notice.")
          Duration delay,
      @Setting(
              key = "drain.timeout",
              byDefault = "25s",
              doc =
                  "Time that requests in flight, and WebSockets, have to end after `drain.delay`.")
          Duration timeout) {

    public Drain {
      checkAtLeast("drain.delay", delay, Duration.ZERO);
      checkAtLeast("drain.timeout", timeout, Duration.ofMillis(1));
    }
  }

  /** Proxies before the edge, and the domains as clients see them. */
  public record Fronting(
      @Setting(
              key = "trusted.proxies",
              doc =
                  "Addresses and blocks (`10.0.0.0/8`) of proxies in front, separated by commas;"
                      + " their information about clients is believed.")
          Networks trusted,
      @Setting(
              key = "trusted.forwarded",
              byDefault = "false",
              doc = "Reads `Forwarded` from trusted proxies, not `X-Forwarded-*`.")
          boolean byForwarded,
      @Setting(
              key = "proxy.protocol",
              byDefault = "false",
              doc =
                  "Expects every connection to begin with a PROXY header, version 1 or 2; from"
                      + " trusted proxies only, if any are named.")
          boolean proxyProtocol,
      @Setting(
              key = "original.url.header",
              doc =
                  "Name of a header that tells backends the base of the client's address, such as"
                      + " `nuxeo-virtual-host`.")
          String originalUrlHeader,
      @Setting(
              key = "www.redirect",
              byDefault = "true",
              doc =
                  "Redirects `www.x` to `x`, and `x` to `www.x`, where only the other one is"
                      + " routed.")
          boolean wwwRedirect) {

    public Fronting {
      check(
          originalUrlHeader.isEmpty() || HeaderPolicy.isFree(originalUrlHeader),
          "original.url.header",
          originalUrlHeader,
          "the name of a header that has no other meaning to the edge");
    }
  }

  /** Waiting of requests for an instance. */
  public record Waiting(
      @Setting(
              key = "hold.timeout",
              byDefault = "60s",
              doc = "Longest wait of a request for its instance.")
          Duration holdTimeout,
      @Setting(
              key = "hold.per.instance",
              byDefault = "100",
              doc = "Most requests that wait for one instance.")
          int perInstance,
      @Setting(
              key = "hold.total",
              byDefault = "10000",
              doc = "Most requests that wait in all, and most waiting pages that are kept posted.")
          int total,
      @Setting(
              key = "hold.unreachable",
              byDefault = "30s",
              doc =
                  "Longest wait of a request for an instance that should serve, but takes no"
                      + " connection; it is tried again meanwhile.")
          Duration unreachable,
      @Setting(
              key = "wake.resend",
              byDefault = "5s",
              doc = "A wake is sent again when the instance has not moved for this time.")
          Duration resend,
      @Setting(
              key = "wake.timeout",
              byDefault = "3s",
              doc = "Longest time to write a wake; then the requests that wait for it get 503.")
          Duration wakeTimeout) {

    public Waiting {
      checkAtLeast("hold.timeout", holdTimeout, Duration.ofMillis(1));
      checkAtLeast("hold.unreachable", unreachable, Duration.ZERO);
      checkAtLeast("wake.resend", resend, Duration.ofMillis(1));
      checkAtLeast("wake.timeout", wakeTimeout, Duration.ofMillis(2));
      checkWithin("hold.per.instance", perInstance, 1, Integer.MAX_VALUE);
      checkWithin("hold.total", total, 1, Integer.MAX_VALUE);
    }
  }

  /** Connections and requests to backends. */
  public record Backends(
      @Setting(
              key = "backend.connect.timeout",
              byDefault = "2s",
              doc = "Longest time to connect to a backend.")
          Duration connectTimeout,
      @Setting(
              key = "backend.idle.timeout",
              byDefault = "5m",
              doc = "Longest time without movement in a request or an answer that has begun.")
          Duration idleTimeout,
      @Setting(
              key = "backend.answer.timeout",
              byDefault = "5m",
              doc =
                  "Longest time from the end of a request to the beginning of the backend's"
                      + " answer.")
          Duration answerTimeout,
      @Setting(
              key = "backend.keepalive",
              byDefault = "60s",
              doc = "Longest time that an unused connection to a backend is kept.")
          Duration keepAlive,
      @Setting(
              key = "backend.connections",
              byDefault = "1000",
              doc = "Connections to one backend at most, per event loop.")
          int connections,
      @Setting(
              key = "backend.waiting",
              byDefault = "256",
              doc = "Requests that wait for a connection to a backend; more get 503.")
          int waiting,
      @Setting(
              key = "backend.waiting.timeout",
              byDefault = "10s",
              doc = "Longest wait of a request for a connection to a backend; then it gets 503.")
          Duration waitingTimeout,
      @Setting(
              key = "backend.tunnels",
              byDefault = "10000",
              doc =
                  "WebSockets to one backend at most, per event loop; they do not take the connections"
                      + " of requests.")
          int tunnels,
      @Setting(
              key = "backend.private.targets",
              byDefault = "false",
              doc = "Lets domains lead to URIs at loopback, link-local and private addresses.")
          boolean privateTargets) {

    public Backends {
      checkAtLeast("backend.connect.timeout", connectTimeout, Duration.ofMillis(1));
      checkAtLeast("backend.idle.timeout", idleTimeout, Duration.ofSeconds(1));
      checkAtLeast("backend.answer.timeout", answerTimeout, Duration.ofSeconds(1));
      checkAtLeast("backend.keepalive", keepAlive, Duration.ofSeconds(1));
      checkWithin("backend.connections", connections, 1, 65535);
      checkWithin("backend.waiting", waiting, 0, Integer.MAX_VALUE);
      checkAtLeast("backend.waiting.timeout", waitingTimeout, Duration.ofMillis(1));
      checkWithin("backend.tunnels", tunnels, 1, 65535);
    }
  }

  /** The local file of the routes, for the next start. */
  public record Snapshots(
      @Setting(
              key = "snapshot.file",
              byDefault = ".dormouse/edge/routes.snapshot",
              doc =
                  "File with the routes, from which the edge serves at its next start before a"
                      + " broker answers; each edge needs its own. Empty: none.")
          Path file,
      @Setting(
              key = "snapshot.interval",
              byDefault = "1s",
              doc =
                  "Time between two snapshots, while routes change; 20 times as long as writing one"
                      + " takes, if that is more.")
          Duration interval) {

    public Snapshots {
      checkAtLeast("snapshot.interval", interval, Duration.ofMillis(1));
    }
  }
}
