package io.dormouse.sample;

import io.dormouse.sample.config.AppConfig;
import io.dormouse.sample.config.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the app until SIGTERM or SIGINT, then ends with 0. */
public final class SampleAppMain {
  private static final Logger LOG = LoggerFactory.getLogger(SampleAppMain.class);
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  private SampleAppMain() {}

  /** Takes no arguments; the environment is the configuration. */
  public static void main(String[] arguments) throws InterruptedException {
    CompletableFuture<SampleApp> running = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "stop"));
    try {
      SampleApp app = SampleApp.start(AppConfig.from(System.getenv()));
      running.complete(app);
      LOG.atInfo()
          .addKeyValue("port", app.port())
          .addKeyValue("duration_ms", sinceStart().toMillis())
          .log("Listening");
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      Runtime.getRuntime().halt(MISCONFIGURED);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The app could not start");
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static Duration sinceStart() {
    Instant now = Instant.now();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }

  // A JVM that a signal ends would exit with 128 + its number, but a requested stop is a success.
  private static void stop(CompletableFuture<SampleApp> running) {
    running.thenAccept(SampleApp::close);
    LOG.atInfo().log("Stopped");
    Runtime.getRuntime().halt(0);
  }
}
