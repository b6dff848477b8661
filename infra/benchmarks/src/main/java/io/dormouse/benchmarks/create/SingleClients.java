package io.dormouse.benchmarks.create;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that each send one create after the other. One that is answered 429 waits as long as it
 * is told to, and sends the same again.
 */
record SingleClients(int clients) implements Way {

  @Override
  public String title() {
    return clients + " clients, single";
  }

  @Override
  public String name() {
    return "clients" + clients;
  }

  @Override
  public void create(URI api, Budget budget, Tally tally) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(
            threads.submit(() -> {
              run(api, budget, tally);
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static void run(URI api, Budget budget, Tally tally)
      throws IOException, InterruptedException {
    try (ApiConnection connection = new ApiConnection(api)) {
      Optional<String> body = budget.next();
      while (body.isPresent()) {
        long begin = System.nanoTime();
        ApiConnection.Answer answer = connection.post("/v1/instances", body.get());
        tally.add(answer.status(), answer.text(), Duration.ofNanos(System.nanoTime() - begin));
        if (answer.status() != 429) {
          body = budget.next();
        } else if (budget.isOver()) {
          body = Optional.empty();
        } else {
          Thread.sleep(answer.retryAfter());
        }
      }
    }
  }
}
