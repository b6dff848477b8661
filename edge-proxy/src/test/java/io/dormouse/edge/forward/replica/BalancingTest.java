package io.dormouse.edge.forward.replica;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.instance.InstanceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BalancingTest {

  private static final Serving USUAL = Serving.DEFAULT;
  private static final Serving STICKY = new Serving(Protocol.HTTP1, true, Timeouts.NONE);
  private static final String POST = "Content-Length: 5";

  private final EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1");
  private final List<NamedBackend> backends = new ArrayList<>();
  private NamedBackend a;
  private NamedBackend b;

  @BeforeEach
  void start() throws Exception {
    a = backend("a");
    b = backend("b");
  }

  @AfterEach
  void stop() throws Exception {
    for (NamedBackend backend : backends) {
      backend.close();
    }
    edge.close();
  }

  @Test
  void shouldTakeTurnsAmongReplicasThatAreEquallyBusy() throws Exception {
    NamedBackend c = backend("c");
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1), c.as(2, 1));

    get(30);

    assertThat(backends).allSatisfy(backend -> assertThat(backend.count()).isEqualTo(10));
  }

  @Test
  void shouldPreferTheReplicaWithTheFewestRequestsInFlight() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    a.behaves(request -> {
      NamedBackend.await(release);
      return NamedBackend.sayName(request);
    });
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));
    try (RawClient held = edge.connect()) {
      for (int sent = 1; a.count() == 0; sent++) {
        held.send(request("GET /", "acme"));
        int all = sent;
        Eventually.until("it came", () -> a.count() + b.count() == all);
        if (a.count() == 0) {
          held.answer();
        }
      }

      assertThat(get(20)).containsOnly("b");

      release.countDown();
      assertThat(held.answer().text()).isEqualTo("a");
    }
    assertThat(a.count()).isEqualTo(1);
  }

  @Test
  void shouldGoToAnotherReplicaWhenOneCannotBeReached() throws Exception {
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));
    a.close();
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 10; i++) {
        RawClient.RawAnswer answer =
            client.send(request("POST /", "acme", POST) + "hello").answer();

        assertThat(answer.text()).isEqualTo("b");
      }
    }
    assertThat(b.asked()).extracting(NamedBackend.Asked::body).containsOnly("hello").hasSize(10);
  }

  @Test
  void shouldLeaveOutAReplicaThatFailsUntilItAnswersAgain() throws Exception {
    a.behaves(NamedBackend::nonsense);
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));
    long began = System.nanoTime();

    List<String> answers = get(40);

    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    assertThat(answers).filteredOn("b"::equals).hasSize(40 - a.count());
    assertThat((long) a.count()).isBetween(3L, 3 + seconds);

    a.behaves(NamedBackend::sayName);
    Eventually.until("it is back", () -> getQuietly(4).stream().filter("a"::equals).count() == 2);
  }

  @Test
  void shouldUseAllReplicasWhenAllFail() throws Exception {
    a.behaves(NamedBackend::nonsense);
    b.behaves(NamedBackend::nonsense);
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));

    assertThat(get(10)).containsOnly("502");
    assertThat(a.count() + b.count()).isEqualTo(10);

    a.behaves(NamedBackend::sayName);
    b.behaves(NamedBackend::sayName);
    assertThat(get(4)).doesNotContain("502");
  }

  @Test
  void shouldNotLeaveOutAReplicaThatIsAlone() throws Exception {
    a.behaves(NamedBackend::nonsense);
    edge.plane().runs("acme", USUAL, a.as(0, 1));
    assertThat(get(5)).containsOnly("502");
    a.behaves(NamedBackend::sayName);

    assertThat(get(3)).containsOnly("a");
  }

  @Test
  void shouldStayWithTheReplicaThatAnsweredFirst() throws Exception {
    edge.plane().runs("acme", STICKY, a.as(0, 1), b.as(1, 1));
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer first = client.send(request("GET /", "acme")).answer();
      String cookie = cookie(first);

      assertThat(first.header("Set-Cookie")).endsWith("; Path=/; HttpOnly; SameSite=Lax");
      for (int i = 0; i < 6; i++) {
        RawClient.RawAnswer next =
            client.send(request("GET /", "acme", "Cookie: x=1; " + cookie + ";y=2")).answer();
        assertThat(next.text()).isEqualTo(first.text());
        assertThat(next.all("Set-Cookie")).isEmpty();
      }
    }
    NamedBackend chosen = a.count() > 1 ? a : b;
    assertThat(chosen.asked().get(1).header("Cookie")).isEqualTo("x=1; y=2");
    assertThat(chosen.asked().get(1).head().toString()).doesNotContain("dormouse-replica");
  }

  @Test
  void shouldGiveACookieForTlsOnlyToAClientThatUsedIt() throws Exception {
    try (EdgeUnderTest behind = new EdgeUnderTest("--trusted.proxies=127.0.0.1");
        RawClient client = behind.connect()) {
      behind.plane().runs("acme", STICKY, a.as(0, 1), b.as(1, 1));

      assertThat(
              client
                  .send(request("GET /", "acme", "X-Forwarded-Proto: https"))
                  .answer()
                  .header("Set-Cookie"))
          .endsWith("; SameSite=Lax; Secure");
      assertThat(client.send(request("GET /", "acme")).answer().header("Set-Cookie"))
          .endsWith("; SameSite=Lax");
    }
  }

  @Test
  void shouldMoveAClientWhoseReplicaLeftAndKeepOneWhoseReplicaWasReplaced() throws Exception {
    edge.plane().runs("acme", STICKY, a.as(0, 1));
    try (RawClient client = edge.connect()) {
      String cookie = cookie(client.send(request("GET /", "acme")).answer());
      NamedBackend next = backend("a, replaced");
      edge.plane().runs("acme", STICKY, next.as(0, 2), b.as(1, 1));
      assertThat(client.send(request("GET /", "acme", "Cookie: " + cookie)).answer().text())
          .isEqualTo("a, replaced");

      edge.plane().runs("acme", STICKY, b.as(1, 1));
      RawClient.RawAnswer moved =
          client.send(request("GET /", "acme", "Cookie: " + cookie)).answer();

      assertThat(moved.text()).isEqualTo("b");
      assertThat(cookie(moved)).isNotEqualTo(cookie);
    }
  }

  @Test
  void shouldMoveAClientWhoseReplicaIsLeftOut() throws Exception {
    edge.plane().runs("acme", STICKY, a.as(0, 1));
    try (RawClient client = edge.connect()) {
      String cookie = "Cookie: " + cookie(client.send(request("GET /", "acme")).answer());
      edge.plane().runs("acme", STICKY, a.as(0, 1), b.as(1, 1));
      a.close();

      RawClient.RawAnswer moved = client.send(request("GET /", "acme", cookie)).answer();

      assertThat(moved.text()).isEqualTo("b");
      assertThat(moved.header("Set-Cookie")).startsWith("dormouse-replica=");
      String other = "Cookie: " + cookie(moved);
      NamedBackend back = new NamedBackend("a", a.port(), NamedBackend::sayName);
      backends.add(back);
      Eventually.until("it is back", () -> getQuietly(4).contains("a"));
      assertThat(client.send(request("GET /", "acme", other)).answer().text()).isEqualTo("b");
    }
  }

  @Test
  void shouldNotBelieveACookieThatItDidNotGive() throws Exception {
    edge.plane().runs("acme", STICKY, a.as(0, 1), b.as(1, 1));
    edge.plane().runs("other", STICKY, a.as(0, 1), b.as(1, 1));
    try (RawClient client = edge.connect()) {
      String ofOther = cookie(client.send(request("GET /", "other")).answer());
      for (String forged :
          List.of(
              ofOther, "dormouse-replica=0", "dormouse-replica=", "dormouse-replica=127.0.0.1")) {
        RawClient.RawAnswer answer =
            client.send(request("GET /", "acme", "Cookie: " + forged)).answer();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(cookie(answer)).isNotEqualTo(forged);
      }
    }
  }

  @Test
  void shouldSetNoCookieUnlessTheBlueprintAsksForIt() throws Exception {
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().all("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void shouldLetADownloadEndWhenItsReplicaLeaves() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    edge.plane().runs("acme", USUAL, a.as(0, 1));
    get(1);
    try (RawClient client = edge.connect()) {
      a.behaves(request -> {
        request.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        NamedBackend.await(release);
        request.write("world");
        return true;
      });
      client.send(request("GET /", "acme"));
      client.head();

      edge.plane().runs("acme", USUAL, b.as(1, 1));

      assertThat(get(10)).containsOnly("b");
      release.countDown();
      assertThat(new String(client.read(10), StandardCharsets.US_ASCII)).isEqualTo("helloworld");
    }
    assertThat(a.count()).isEqualTo(2);
    Eventually.until("its connections are closed", () -> a.open() == 0);
  }

  @Test
  void shouldCloseIdleConnectionsOfWhatHasGone() throws Exception {
    edge.plane().runs("acme", USUAL, a.as(0, 1), b.as(1, 1));
    get(4);
    assertThat(a.open()).isEqualTo(1);
    assertThat(b.open()).isEqualTo(1);

    edge.plane().runs("acme", USUAL, a.as(0, 2), b.as(1, 1));
    Eventually.until("those of the older generation are closed", () -> a.open() == 0);
    get(4);
    assertThat(a.connections()).isEqualTo(2);
    assertThat(b.connections()).isEqualTo(1);

    edge.plane().is("acme", InstanceStatus.STOPPING);
    Eventually.until("all are closed", () -> a.open() == 0 && b.open() == 0);
  }

  @Test
  void shouldServeOneInstanceWhenAnotherIsBusy() throws Exception {
    try (EdgeUnderTest small =
        new EdgeUnderTest("--backend.connections=2", "--backend.waiting=2", "--event.loops=1")) {
      CountDownLatch release = new CountDownLatch(1);
      a.behaves(request -> {
        NamedBackend.await(release);
        return NamedBackend.sayName(request);
      });
      small.plane().runs("slow", USUAL, a.as(0, 1));
      small.plane().runs("acme", USUAL, b.as(0, 1));
      List<CompletableFuture<String>> asked = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        asked.add(
            CompletableFuture.supplyAsync(
                () -> getQuietly(small, "slow").get(0), Thread::startVirtualThread));
      }
      Eventually.until("one is refused", () -> asked.stream().anyMatch(CompletableFuture::isDone));
      assertThat(get(small, "acme", 20)).containsOnly("b");
      release.countDown();

      assertThat(asked.stream().map(Eventually::get)).contains("a", "503").containsOnly("a", "503");
    }
  }

  private NamedBackend backend(String name) throws IOException {
    NamedBackend backend = new NamedBackend(name);
    backends.add(backend);
    return backend;
  }

  private List<String> get(int times) throws IOException {
    return get(edge, "acme", times);
  }

  /**
   * Sends requests over one connection. Returns the backends that answered, or the status where
   * none did.
   */
  private static List<String> get(EdgeUnderTest edge, String instance, int times)
      throws IOException {
    List<String> answers = new ArrayList<>();
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < times; i++) {
        RawClient.RawAnswer answer = client.send(request("GET /" + i, instance)).answer();
        answers.add(answer.status() == 200 ? answer.text() : Integer.toString(answer.status()));
      }
    }
    return answers;
  }

  private List<String> getQuietly(int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> getQuietly(edge, "acme"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> getQuietly(EdgeUnderTest edge, String instance) {
    try {
      return get(edge, instance, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cookie(RawClient.RawAnswer answer) {
    String set = answer.header("Set-Cookie");
    return set.isEmpty() ? "" : set.substring(0, set.indexOf(';'));
  }
}
