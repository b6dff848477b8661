package io.dormouse.agents.host.driver.docker.image;

import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls images that the engine lacks, a few at once. Starts that need the same image share one
 * pull, which goes on when they are given up.
 */
public final class PullImages implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PullImages.class);
  private static final int AT_ONCE = 3;

  private final DockerEngine engine;
  private final Path configFolder;
  private final Duration timeout;
  private final Map<String, CompletableFuture<Void>> pulls = new ConcurrentHashMap<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().name("image-pull-", 0).daemon().factory());

  /**
   * @param configFolder folder of the client's {@code config.json}; empty is the usual one
   * @param timeout longest time for one image, including the wait for other pulls
   */
  public PullImages(DockerEngine engine, Path configFolder, Duration timeout) {
    this.engine = engine;
    this.configFolder = configFolder;
    this.timeout = timeout;
  }

  /**
   * Begins to pull the image, or joins the pull that is under way.
   *
   * @param image with its tag or digest
   * @return completed when the image is there; fails with {@link ImageMissingException} otherwise
   */
  CompletableFuture<Void> pull(String image) {
    CompletableFuture<Void> pull = pulls.computeIfAbsent(image, this::begin);
    return pull.whenComplete((done, failure) -> pulls.remove(image, pull));
  }

  private CompletableFuture<Void> begin(String image) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return CompletableFuture.runAsync(() -> pull(image, deadline), workers);
  }

  private void pull(String image, long deadline) {
    LOG.atInfo().setMessage("pulling image").addKeyValue("image", image).log();
    long begin = System.nanoTime();
    try (Progress progress = new Progress()) {
      engine.streams().pullImageCmd(image).withAuthConfig(credentials(image)).exec(progress);
      if (!progress.awaitCompletion(deadline - begin, TimeUnit.NANOSECONDS)) {
        throw PullFailure.tooSlow(image, timeout, progress.last);
      }
      LOG.atInfo()
          .setMessage("image was pulled")
          .addKeyValue("image", image)
          .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
          .log();
    } catch (ImageMissingException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException("The agent ends; the image was not pulled.", e);
    } catch (IOException | RuntimeException e) {
      throw PullFailure.of(image, e);
    }
  }

  /**
   * Credentials for the image's registry, or null if there are none. They are read for each pull,
   * so that a login counts at once.
   */
  private @Nullable AuthConfig credentials(String image) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder();
    if (!configFolder.toString().isEmpty()) {
      builder.withDockerConfig(configFolder.toString());
    }
    return builder.build().effectiveAuthConfig(image);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private static final class Progress extends PullImageResultCallback {

    private volatile String last = "nothing came";

    @Override
    public void onNext(PullResponseItem item) {
      super.onNext(item);
      if (item.getStatus() != null) {
        last = item.getStatus();
      }
    }
  }
}
