package io.dormouse.sample.documents;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens one dependency on a thread of its own, and checks it until it has answered once. */
final class Opening<T extends Dependency> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final CompletableFuture<T> opened = new CompletableFuture<>();
  private final Thread thread;
  private volatile String missing;

  private Opening(String name, Supplier<T> open) {
    this.name = name;
    this.missing = name + " has not answered yet";
    this.thread = Thread.ofPlatform().name("open-" + name).daemon().unstarted(() -> run(open));
  }

  static <T extends Dependency> Opening<T> start(String name, Supplier<T> open) {
    Opening<T> opening = new Opening<>(name, open);
    opening.thread.start();
    return opening;
  }

  CompletableFuture<T> opened() {
    return opened;
  }

  String missing() {
    return missing;
  }

  private void run(Supplier<T> open) {
    long start = System.nanoTime();
    try {
      T dependency = open.get();
      untilItAnswers(dependency);
      opened.complete(dependency);
      LOG.atInfo()
          .addKeyValue("dependency", name)
          .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - start).toMillis())
          .log("Dependency answered");
    } catch (InterruptedException closing) {
      LOG.atInfo().addKeyValue("dependency", name).log("Dependency never answered");
    } catch (RuntimeException e) {
      missing = name + " could not be opened: " + e.getMessage();
      LOG.atError().addKeyValue("dependency", name).setCause(e).log("Dependency cannot be opened");
    }
  }

  private void untilItAnswers(T dependency) throws InterruptedException {
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        dependency.check();
        return;
      } catch (IOException e) {
        missing = name + " has not answered yet: " + e.getMessage();
        LOG.atWarn().addKeyValue("dependency", name).setCause(e).log("Dependency does not answer");
        pause(dependency, pause);
      }
    }
  }

  private void pause(T dependency, Duration pause) throws InterruptedException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException closing) {
      dependency.close();
      throw closing;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    thread.interrupt();
    opened.thenAccept(Dependency::close);
  }
}
