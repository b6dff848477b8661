package io.dormouse.edge.endurance;

import io.dormouse.edge.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients at the same time. Each keeps its connection as long as it may. */
record Crowd(int port, int clients, int requestsOfEach) {

  /** One request of one client, with the check of its answer. */
  interface Step {

    void play(RawClient client, int number) throws IOException;
  }

  /** The usual size times the endurance factor. */
  static int times(int usual) {
    return usual * Integer.getInteger("endurance.factor", 1);
  }

  int requests() {
    return clients * requestsOfEach;
  }

  /** Plays all steps, and fails with the first step that fails. */
  void play(Step step) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int first = client * requestsOfEach;
        all.add(
            threads.submit(() -> {
              playFrom(first, step);
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private void playFrom(int first, Step step) throws IOException {
    try (RawClient client = new RawClient(port)) {
      for (int number = first; number < first + requestsOfEach; number++) {
        step.play(client, number);
      }
    }
  }
}
