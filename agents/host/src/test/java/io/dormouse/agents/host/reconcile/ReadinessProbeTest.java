package io.dormouse.agents.host.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.reconcile.ReadinessProbe.Result;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessProbeTest {

  private final PhaseLog phases = new PhaseLog(Clock.systemUTC(), Instant.EPOCH);
  private final CompletableFuture<Exit> end = new CompletableFuture<>();
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/ok", 200);
    answer("/moved", 302);
    answer("/broken", 500);
    server.createContext(
        "/third",
        exchange -> {
          exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void shouldTakeAGoodAnswer() throws Exception {
    assertThat(probe("/ok", Duration.ofSeconds(10))).isEqualTo(new Result.Passed());
    assertThat(phases.phases().portOpen()).isNotNull();
    assertThat(phases.phases().ready()).isAfterOrEqualTo(phases.phases().portOpen());
  }

  @Test
  void shouldTakeARedirection() throws Exception {
    assertThat(probe("/moved", Duration.ofSeconds(10))).isEqualTo(new Result.Passed());
  }

  @Test
  void shouldAskByTheDomainThatTheApplicationKnows() throws Exception {
    server.createContext(
        "/allowed",
        exchange -> {
          String host = exchange.getRequestHeaders().getFirst("Host");
          exchange.sendResponseHeaders("acme.example.com".equals(host) ? 200 : 400, -1);
          exchange.close();
        });
    LiveReplica live = new LiveReplica("127.0.0.1", server.getAddress().getPort(), end);

    assertThat(
            probe(
                live,
                spec("/allowed", Duration.ofSeconds(10), Protocol.HTTP1),
                new DomainName("acme.example.com")))
        .isEqualTo(new Result.Passed());
    assertThat(probe(live, spec("/allowed", Duration.ofMillis(100), Protocol.HTTP1), null))
        .isInstanceOfSatisfying(
            Result.TimedOut.class, result -> assertThat(result.lastAnswer()).contains("400"));
  }

  @Test
  void shouldAskAgainUntilTheAnswerIsGood() throws Exception {
    assertThat(probe("/third", Duration.ofSeconds(10))).isEqualTo(new Result.Passed());
    assertThat(asked).hasValue(3);
  }

  @Test
  void shouldSayWhatCameInsteadOfAGoodAnswer() throws Exception {
    assertThat(probe("/broken", Duration.ofMillis(100)))
        .isInstanceOfSatisfying(
            Result.TimedOut.class, result -> assertThat(result.lastAnswer()).contains("500"));
    assertThat(phases.phases().portOpen()).isNotNull();
    assertThat(phases.phases().ready()).isNull();
  }

  @Test
  void shouldSayThatNobodyListens() throws Exception {
    LiveReplica nobody = new LiveReplica("127.0.0.1", unusedPort(), end);

    assertThat(probe(nobody, "/", Duration.ofMillis(100)))
        .isInstanceOfSatisfying(
            Result.TimedOut.class, result -> assertThat(result.lastAnswer()).contains("refused"));
    assertThat(phases.phases().portOpen()).isNull();
  }

  @Test
  void shouldEndAtOnceWhenTheReplicaEnds() throws Exception {
    end.complete(new Exit(1, false, Instant.EPOCH));

    assertThat(probe("/broken", Duration.ofMinutes(1))).isEqualTo(new Result.Interrupted());
  }

  @Test
  void shouldEndAtOnceWhenNobodyWantsItAnyMore() throws Exception {
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
        .execute(() -> abandoned.complete(null));

    assertThat(probe("/broken", Duration.ofMinutes(1))).isEqualTo(new Result.Interrupted());
  }

  @Test
  void shouldTakeThePrefaceOfAnApplicationThatSpeaksHttp2() throws Exception {
    byte[] settings = HexFormat.of().parseHex("00000604000000000000" + "0300000064");
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<byte[]> greeting =
          CompletableFuture.supplyAsync(() -> greeted(listening, settings));
      LiveReplica grpc = new LiveReplica("127.0.0.1", listening.getLocalPort(), end);

      assertThat(probe(grpc, "/", Duration.ofSeconds(10), Protocol.HTTP2))
          .isEqualTo(new Result.Passed());
      assertThat(greeting.get(10, TimeUnit.SECONDS))
          .startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
          .endsWith(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    }
  }

  @Test
  void shouldNotTakeAnApplicationForOneThatSpeaksHttp2() throws Exception {
    LiveReplica old = new LiveReplica("127.0.0.1", server.getAddress().getPort(), end);

    assertThat(probe(old, "/ok", Duration.ofMillis(200), Protocol.HTTP2))
        .isInstanceOf(Result.TimedOut.class);
  }

  private static byte[] greeted(ServerSocket listening, byte[] answer) {
    try (Socket socket = listening.accept()) {
      byte[] greeting = socket.getInputStream().readNBytes(33);
      socket.getOutputStream().write(answer);
      return greeting;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result probe(String path, Duration timeout) throws InterruptedException {
    return probe(new LiveReplica("127.0.0.1", server.getAddress().getPort(), end), path, timeout);
  }

  private Result probe(LiveReplica live, String path, Duration timeout)
      throws InterruptedException {
    return probe(live, path, timeout, Protocol.HTTP1);
  }

  private Result probe(LiveReplica live, String path, Duration timeout, Protocol protocol)
      throws InterruptedException {
    return probe(live, spec(path, timeout, protocol), null);
  }

  private static ReplicaSpec spec(String path, Duration timeout, Protocol protocol) {
    return new ReplicaSpec(
        "any",
        64 << 20,
        100,
        8080,
        new Readiness(path, timeout),
        Map.of(),
        Duration.ZERO,
        new Serving(protocol, false, Timeouts.NONE));
  }

  private Result probe(LiveReplica live, ReplicaSpec spec, @Nullable DomainName domain)
      throws InterruptedException {
    RunReplica command =
        new RunReplica(
            new HostId("host-1"), ReplicaId.parse("acme.0"), 1, spec, Instant.EPOCH, null, domain);
    return new ReadinessProbe(live, command, phases, abandoned).await();
  }

  private void answer(String path, int status) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
