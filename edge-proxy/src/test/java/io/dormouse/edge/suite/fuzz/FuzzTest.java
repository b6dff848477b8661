package io.dormouse.edge.suite.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.endurance.Leaks;
import io.dormouse.edge.suite.WireSuiteTest;
import io.dormouse.edge.suite.fuzz.FuzzCase.Seeds;
import io.dormouse.edge.suite.vectors.Vector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Changes the vectors of the suite at random, to find unexpected faults. The seed is printed;
 * {@code -Dfuzz.seed=S} plays the same cases again, {@code -Dfuzz.case=N} only one of them, and
 * {@code -Dfuzz.cases=1000000} a million.
 */
class FuzzTest {

  private static final int TENANTS = 32;
  private static final int CASES = Integer.getInteger("fuzz.cases", 20_000);
  private static final int ONLY = Integer.getInteger("fuzz.case", -1);

  /** The number of cases that are played while every buffer is followed, which costs much time. */
  private static final int FOLLOWED = 1_000;

  private static final int TOLD = 50_000;
  private static final int MOST_FOUND = 20;

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final AtomicInteger played = new AtomicInteger();
  private final Seeds seeds = Seeds.of(WireSuiteTest.vectors().toList());

  @Test
  void shouldServeEveryInnocentClientWhateverOthersSend() throws Exception {
    System.out.println("fuzz.seed=" + seed);
    List<FuzzBackend> backends = new ArrayList<>();
    try (EdgeUnderTest edge =
            new EdgeUnderTest(
                "--event.loops=1",
                "--head.timeout=1s",
                "--hold.timeout=1s",
                "--idle.timeout=3s",
                "--backend.answer.timeout=1s",
                "--backend.idle.timeout=1s");
        Unhandled unhandled = new Unhandled()) {
      for (int i = 0; i < TENANTS; i++) {
        backends.add(new FuzzBackend());
        edge.plane().runs(name(i), backends.get(i).port());
      }
      FuzzClient client = new FuzzClient(edge.port());
      warmUp(client, backends.get(0));
      try (Leaks leaks = new Leaks()) {
        playAll(client, backends, 0, Math.min(CASES, FOLLOWED));
        assertThat(leaks.found()).isEmpty();
      }
      playAll(client, backends, FOLLOWED, CASES);

      assertThat(found).isEmpty();
      assertThat(unhandled.found).isEmpty();
      Eventually.until(
          "no connection of a client stays",
          () -> edge.metric("dormouse_edge_client_connections") == 0);
      Eventually.until(
          "no connection to a backend stays",
          () -> edge.metric("dormouse_edge_backend_connections") == 0);
    } finally {
      for (FuzzBackend backend : backends) {
        backend.close();
      }
    }
  }

  /** A machine under load may take seconds for the very first request. */
  private void warmUp(FuzzClient client, FuzzBackend backend) throws IOException {
    String plain = Vector.line("GET /").replace("acme", name(0));
    assertThat(client.play(new FuzzCase(0, name(0), "qwarm0", false, plain, "", "", true), backend))
        .isEmpty();
  }

  private void playAll(FuzzClient client, List<FuzzBackend> backends, int begin, int end)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < TENANTS; i++) {
        int tenant = i;
        all.add(
            threads.submit(() -> {
              playOf(tenant, numbers(tenant, begin, end), client, backends.get(tenant));
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static int[] numbers(int tenant, int begin, int end) {
    return IntStream.range(begin, end)
        .filter(number -> number % TENANTS == tenant && (ONLY < 0 || number == ONLY))
        .toArray();
  }

  private void playOf(int tenant, int[] numbers, FuzzClient client, FuzzBackend backend)
      throws IOException {
    for (int number : numbers) {
      if (found.size() >= MOST_FOUND) {
        return;
      }
      FuzzCase play = FuzzCase.of(seeds, seed, number, name(tenant));
      for (String odd : client.play(play, backend)) {
        found.add("%s in %s; -Dfuzz.seed=%d -Dfuzz.case=%d".formatted(odd, play, seed, number));
      }
      if (played.incrementAndGet() % TOLD == 0) {
        System.out.println(played + " cases, " + found.size() + " found: " + found);
      }
    }
  }

  /** Names that no small change turns into one another. */
  private static String name(int tenant) {
    return Character.toString("0123456789abcdefghijklmnopqrstuv".charAt(tenant)).repeat(4);
  }

  /** Unexpected exceptions in the log. */
  private static final class Unhandled extends AppenderBase<ILoggingEvent>
      implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    Unhandled() {
      setContext(root.getLoggerContext());
      start();
      root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN) && isUnexpected(event)) {
        found.add(event.getLoggerName() + ": " + event.getFormattedMessage());
      }
    }

    private static boolean isUnexpected(ILoggingEvent event) {
      String kind =
          event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getClassName();
      return event.getFormattedMessage().contains("ended by an error")
          || event.getFormattedMessage().contains("tail of the pipeline")
          || event.getFormattedMessage().contains("Unhandled")
          || kind.startsWith("java.lang.");
    }

    @Override
    public void close() {
      root.detachAppender(this);
    }
  }
}
