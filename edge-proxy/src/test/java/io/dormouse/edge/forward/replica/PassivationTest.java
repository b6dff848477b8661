package io.dormouse.edge.forward.replica;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.ReplicaStage;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that meet an instance while it is put to sleep: they wake it, and no client notices. */
class PassivationTest {

  private static final int CYCLES = 300 * Integer.getInteger("endurance.factor", 1);
  private static final long SEED = Long.getLong("seed", 20_261_129);

  private final EdgeUnderTest edge =
      new EdgeUnderTest("--wake.all.burst=0", "--hold.unreachable=10s");
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answers = new AtomicInteger();
  private final Map<String, Integer> faults = new ConcurrentHashMap<>();

  @AfterEach
  void stop() {
    over.set(true);
    edge.close();
  }

  @Test
  void shouldAnswerAllRequestsThatMeetPassivations() throws Exception {
    Random random = new Random(SEED);
    NamedBackend process = start();
    List<CompletableFuture<Void>> clients =
        List.of(client(this::kept), client(this::kept), client(this::fresh), client(this::tunnel));
    for (int cycle = 0; cycle < CYCLES && faults.isEmpty(); cycle++) {
      int served = answers.get();
      Eventually.until("requests served", () -> answers.get() > served + 4 || !faults.isEmpty());
      LockSupport.parkNanos(random.nextInt(3_000_000));
      int wakes = edge.plane().wakes().size();
      if (random.nextBoolean()) {
        edge.plane().is("acme", InstanceStatus.STOPPING);
        end(process, random);
      } else {
        end(process, random);
        LockSupport.parkNanos(random.nextInt(20_000_000));
      }
      edge.plane().is("acme", InstanceStatus.ASLEEP);
      Eventually.until("a wake", () -> edge.plane().wakes().size() > wakes || !faults.isEmpty());
      process = startWithReports(cycle + 2, random);
    }
    over.set(true);
    clients.forEach(Eventually::get);
    process.close();

    assertThat(faults).as("of %d answers, with seed %d", answers.get(), SEED).isEmpty();
    assertThat(answers.get()).isGreaterThan(4 * CYCLES);
  }

  /** Starts a process of the application, in a new generation. */
  private NamedBackend start() throws IOException {
    NamedBackend process = new NamedBackend("acme", 0, PassivationTest::serve);
    edge.plane().runs("acme", process.port());
    return process;
  }

  /** Starts a process of the application, which serves by its host's report, the view or both. */
  private NamedBackend startWithReports(long generation, Random random) throws IOException {
    NamedBackend process = new NamedBackend("acme", 0, PassivationTest::serve);
    Endpoint at = process.as(0, generation);
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, generation);
    boolean reported = random.nextBoolean();
    if (reported) {
      edge.plane().reportsReady("acme", at);
      LockSupport.parkNanos(random.nextInt(3_000_000));
    }
    if (!reported || random.nextBoolean()) {
      edge.plane().runs("acme", at);
    }
    return process;
  }

  /** Ends a process in an orderly way, or kills it. */
  private static void end(NamedBackend process, Random random) throws IOException {
    if (random.nextBoolean()) {
      try {
        process.closeConnections();
      } catch (SocketException closed) {
        // A client left, and took its connection with it.
      }
      LockSupport.parkNanos(random.nextInt(1_000_000));
    }
    process.close();
  }

  private static boolean serve(NamedBackend.Asked request) throws IOException {
    if (request.header("Upgrade").isEmpty()) {
      return NamedBackend.sayName(request);
    }
    request.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    return request.in().read() >= 0;
  }

  /** Sends requests again and again over one connection. */
  private void kept() throws IOException {
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 100 && !over.get(); i++) {
        expect(200, client.send(request("GET /", "acme")).answer());
      }
    }
  }

  private void fresh() throws IOException {
    try (RawClient client = edge.connect()) {
      expect(200, client.send(request("DELETE /x", "acme")).answer());
    }
  }

  private void tunnel() throws IOException {
    try (RawClient client = edge.connect()) {
      List<String> head = client.send(webSocket("GET /", "acme")).head();
      expect(
          101, new RawClient.RawAnswer(Integer.parseInt(head.get(0).split(" ", -1)[1]), head, ""));
    }
  }

  private void expect(int status, RawClient.RawAnswer answer) {
    if (answer.status() != status) {
      faults.merge(answer.head() + " " + answer.text(), 1, Integer::sum);
    }
    answers.incrementAndGet();
  }

  private interface ClientScript {
    void ask() throws IOException;
  }

  private CompletableFuture<Void> client(ClientScript client) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          while (!over.get()) {
            try {
              client.ask();
            } catch (IOException e) {
              faults.merge(e.toString(), 1, Integer::sum);
            }
          }
          ended.complete(null);
        });
    return ended;
  }

  @Test
  void shouldHoldAnUploadThatWasNotBegunAndPassItOnWhole() throws Exception {
    NamedBackend process = start();
    process.close();
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5") + "hello");
      Eventually.until("held", () -> edge.server().held() == 1);
      edge.plane().is("acme", InstanceStatus.ASLEEP);
      Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);

      try (NamedBackend next = start()) {
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(next.asked()).extracting(NamedBackend.Asked::body).containsExactly("hello");
      }
    }
  }

  @Test
  void shouldNotSendAgainWhatMayHaveBeenDone() throws Exception {
    List<NamedBackend> processes = new ArrayList<>();
    NamedBackend process =
        new NamedBackend(
            "acme",
            0,
            asked -> {
              end(processes.get(0));
              return false;
            });
    processes.add(process);
    edge.plane().runs("acme", process.port());
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("POST /", "acme")).answer().status()).isEqualTo(502);
    }
    assertThat(process.asked()).hasSize(1);
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldSendARequestAgainWhoseProcessEndedBeforeItAnswered() throws Exception {
    List<NamedBackend> processes = new ArrayList<>();
    NamedBackend process =
        new NamedBackend(
            "acme",
            0,
            asked -> {
              end(processes.get(0));
              return false;
            });
    processes.add(process);
    edge.plane().runs("acme", process.port());
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.until("held", () -> edge.server().held() == 1);
      edge.plane().is("acme", InstanceStatus.ASLEEP);

      try (NamedBackend next = start()) {
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(next.count()).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldBoundWhatIsHeld() throws Exception {
    try (EdgeUnderTest small =
        new EdgeUnderTest("--hold.per.instance=1", "--hold.unreachable=10s")) {
      NamedBackend process = new NamedBackend("acme");
      small.plane().runs("acme", process.port());
      process.close();
      try (RawClient first = small.connect();
          RawClient second = small.connect()) {
        first.send(request("GET /", "acme"));
        Eventually.until("held", () -> small.server().held() == 1);
        second.send(request("GET /", "acme"));

        CompletableFuture<Integer> turnedAway = new CompletableFuture<>();
        for (RawClient client : List.of(first, second)) {
          Thread.ofVirtual()
              .start(() -> {
                try {
                  turnedAway.complete(client.answer().status());
                } catch (IOException e) {
                  turnedAway.completeExceptionally(e);
                }
              });
        }
        assertThat(Eventually.get(turnedAway)).isEqualTo(503);
      }
    }
  }

  private static void end(NamedBackend process) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            process.close();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
