package io.dormouse.sample;

import io.dormouse.sample.config.AppConfig;
import io.dormouse.sample.documents.Storage;
import io.dormouse.sample.http.HttpFront;
import io.dormouse.sample.http.Whoami;
import java.time.Duration;
import java.time.Instant;

/** A running app: its services, opened in the background, and its server. */
public final class SampleApp implements AutoCloseable {
  private final Storage storage;
  private final HttpFront front;
  private final Duration drainTimeout;
  private final int port;

  private SampleApp(Storage storage, HttpFront front, Duration drainTimeout, int port) {
    this.storage = storage;
    this.front = front;
    this.drainTimeout = drainTimeout;
    this.port = port;
  }

  /**
   * Starts the app. Returns when it listens, after the configured boot delay. It is ready, by
   * {@code /healthz}, when its services have answered too.
   */
  public static SampleApp start(AppConfig config) throws InterruptedException {
    long end = System.nanoTime() + config.listening().bootDelay().toNanos();
    Whoami whoami = new Whoami(config.identity(), ProcessHandle.current().pid(), Instant.now());
    Storage storage = Storage.open(config);
    HttpFront front = new HttpFront(whoami, storage);
    Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    int port = front.listen(config.listening());
    return new SampleApp(storage, front, config.listening().drainTimeout(), port);
  }

  /** The port on which it listens. */
  public int port() {
    return port;
  }

  /**
   * Stops accepting, lets running requests end within the drain time-out, and closes everything.
   */
  @Override
  public void close() {
    front.stop(drainTimeout);
    storage.close();
  }
}
