package io.dormouse.edge.forward;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  private static final int REQUESTS = 8_000 * Integer.getInteger("endurance.factor", 1);
  private static final int CLIENTS = 16;

  private final EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1");
  private NamedBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
    edge.plane().runs("acme", backend.port());
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    edge.close();
  }

  @Test
  void shouldRepeatOnANewConnectionWhenSeveralWentStale() throws Exception {
    CountDownLatch all = new CountDownLatch(4);
    backend.behaves(request -> {
      all.countDown();
      NamedBackend.await(all);
      request.answer("first");
      backend.behaves(NamedBackend::sayName);
      request.in().read();
      return false;
    });
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        clients.add(edge.connect().send(request("GET /", "acme")));
      }
      for (RawClient client : clients) {
        assertThat(client.answer().text()).isEqualTo("first");
      }
      assertThat(clients.get(0).send(request("GET /", "acme")).answer().text()).isEqualTo("a");
      assertThat(clients.get(0).send(request("PUT /", "acme", "Content-Length: 0")).answer().text())
          .isEqualTo("a");
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    assertThat(backend.connections()).isEqualTo(6);
  }

  @Test
  void shouldMoveARequestOfWhichNothingWasSentToANewConnection() throws Exception {
    try (RawClient first = edge.connect();
        RawClient second = edge.connect()) {
      first.send(request("GET /", "acme")).answer();
      first.send(request("POST /", "acme", "Content-Length: 5"));
      Eventually.until(
          "its connection is taken",
          () -> {
            ask(second);
            return backend.connections() > 1;
          });
      int before = backend.connections();
      backend.closeConnections();
      Eventually.until("there is a new one", () -> backend.connections() > before);

      assertThat(first.send("hello").answer().text()).isEqualTo("a");
    }
    assertThat(backend.asked())
        .filteredOn(asked -> asked.line().startsWith("POST"))
        .extracting(NamedBackend.Asked::body)
        .containsExactly("hello");
  }

  @Test
  void shouldRepeatAPostThatCouldNotBeWritten() throws Exception {
    int rounds = 10;
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < rounds; i++) {
        client.send(request("GET /", "acme")).answer();
        CountDownLatch release = new CountDownLatch(1);
        try {
          stopLoops(release);
          client.send(request("POST /", "acme"));
          backend.resetConnections();
          Eventually.until("it is reset", () -> backend.open() == 0);
        } finally {
          release.countDown();
        }
        assertThat(client.answer().text()).isEqualTo("a");
      }
    }
    assertThat(backend.count()).isEqualTo(2 * rounds);
  }

  @Test
  void shouldSendAPostElsewhereWhenItsConnectionHasJustEnded() throws Exception {
    int rounds = 10;
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < rounds; i++) {
        client.send(request("GET /", "acme")).answer();
        CountDownLatch release = new CountDownLatch(1);
        try {
          stopLoops(release);
          client.send(request("POST /", "acme", "Content-Length: 5") + "hello");
          backend.closeConnections();
        } finally {
          release.countDown();
        }
        assertThat(client.answer().text()).isEqualTo("a");
      }
    }
    assertThat(backend.count()).isEqualTo(2 * rounds);
  }

  @Test
  void shouldSeeTheRequestEndWhenTheClientLeavesInTheMiddleOfIt() throws Exception {
    backend.leavesBodies();
    backend.behaves(request -> {
      if (request.line().contains("/download")) {
        request.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
      }
      return request.in().readAllBytes() == null;
    });
    try (RawClient waiting = edge.connect();
        RawClient uploading = edge.connect();
        RawClient downloading = edge.connect()) {
      waiting.send(request("GET /waiting", "acme"));
      uploading.send(request("POST /upload", "acme", "Content-Length: 100") + "some");
      downloading.send(request("GET /download", "acme"));
      Eventually.until("all began", () -> backend.count() == 3);
      downloading.head();
      downloading.read(4);
      assertThat(backend.open()).isEqualTo(3);
    }
    Eventually.until("all ended", () -> backend.open() == 0);
  }

  /** The backend closes used connections at random times. */
  @Test
  void shouldNeverFailAGetNorSendAPostTwice() throws Exception {
    long seed = System.nanoTime();
    Map<String, AtomicInteger> posts = new ConcurrentHashMap<>();
    backend.behaves(request -> {
      String[] line = request.line().split(" ", -1);
      if (line[0].equals("POST")) {
        posts.computeIfAbsent(line[1], id -> new AtomicInteger()).incrementAndGet();
      }
      request.answer(line[1]);
      closeSoon(request, new Random(seed + line[1].hashCode()));
      return true;
    });
    List<CompletableFuture<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      clients.add(
          CompletableFuture.supplyAsync(
              () -> mixed(client, REQUESTS / CLIENTS), Thread::startVirtualThread));
    }
    int failedPosts = clients.stream().mapToInt(CompletableFuture::join).sum();

    assertThat(posts).as("seed %d", seed).hasSizeGreaterThan(REQUESTS / 3 - failedPosts - 1);
    assertThat(posts.values()).as("seed %d", seed).allMatch(times -> times.get() == 1);
    assertThat(backend.connections()).as("closed now and then").isGreaterThan(2 * CLIENTS);
  }

  /** Sends GETs, and POSTs each with an id of its own; returns the number of failed POSTs. */
  private int mixed(int client, int requests) {
    int failed = 0;
    try (RawClient connection = edge.connect()) {
      for (int i = 0; i < requests; i++) {
        boolean post = i % 2 == 0;
        String path = "/%d/%d".formatted(client, i);
        RawClient.RawAnswer answer =
            connection.send(request((post ? "POST " : "GET ") + path, "acme")).answer();
        if (post && answer.status() == 502) {
          failed++;
        } else {
          assertThat(answer.text()).isEqualTo(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return failed;
  }

  private static void closeSoon(NamedBackend.Asked request, Random random) {
    if (random.nextInt(10) > 0) {
      return;
    }
    long nanos = random.nextInt(500_000);
    boolean reset = random.nextBoolean();
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(nanos);
      try {
        if (reset && !request.socket().isClosed()) {
          request.socket().setSoLinger(true, 0);
        }
        request.socket().close();
      } catch (IOException alreadyClosed) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** Blocks all event loops until the release. */
  private void stopLoops(CountDownLatch release) {
    ((VertxInternal) edge.vertx())
        .nettyEventLoopGroup()
        .forEach(loop -> {
          CountDownLatch stopped = new CountDownLatch(1);
          loop.execute(() -> {
            stopped.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
          try {
            stopped.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void ask(RawClient client) {
    try {
      client.send(request("GET /", "acme")).answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
