package io.dormouse.edge.forward.pool;

import static io.dormouse.edge.EdgeUnderTest.request;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the share of POSTs that meet a closing connection. A backend closes connections that
 * were unused for half a second, without a hint, and each POST follows the last answer after half a
 * second, give or take 1.5 ms. There are four clients, each with a backend of its own. It is a
 * race, so it is run by hand.
 */
final class ClosingRace {

  private static final int CLIENTS = 4;
  private static final int POSTS = 90;
  private static final int UNUSED_MILLIS = 500;
  private static final long SPREAD_NANOS = 1_500_000;

  private ClosingRace() {}

  public static void main(String[] args) {
    AtomicInteger failed = new AtomicInteger();
    try (EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1")) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String instance = "acme" + i;
        clients.add(
            CompletableFuture.runAsync(
                () -> failed.addAndGet(failures(edge, instance)),
                task -> new Thread(task).start()));
      }
      clients.forEach(CompletableFuture::join);
    }
    System.out.printf("%d of %d POSTs were 502%n", failed.get(), CLIENTS * POSTS);
  }

  private static int failures(EdgeUnderTest edge, String instance) {
    Random random = new Random(instance.hashCode());
    int failed = 0;
    try (NamedBackend backend = new NamedBackend(instance);
        RawClient client = edge.connect()) {
      backend.behaves(request -> {
        request.socket().setSoTimeout(UNUSED_MILLIS);
        return NamedBackend.sayName(request);
      });
      edge.plane().runs(instance, backend.port());
      client.send(request("GET /", instance)).answer();
      for (int i = 0; i < POSTS; i++) {
        long spread = random.nextLong(2 * SPREAD_NANOS) - SPREAD_NANOS;
        waitUntil(System.nanoTime() + UNUSED_MILLIS * 1_000_000L + spread);
        int status =
            client
                .send(request("POST /", instance, "Content-Length: 5") + "hello")
                .answer()
                .status();
        failed += status == 502 ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return failed;
  }

  /** Waits exactly: parks first, and spins at the end. */
  private static void waitUntil(long nanos) {
    while (nanos - System.nanoTime() > 0) {
      long left = nanos - System.nanoTime();
      if (left > 1_000_000) {
        LockSupport.parkNanos(left - 1_000_000);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
