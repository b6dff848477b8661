package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a container: SIGTERM, the grace, SIGKILL. The engine's own stop would hold a connection for
 * the whole grace, and has no deadline apart from it.
 */
public final class StopContainer {

  private static final Logger LOG = LoggerFactory.getLogger(StopContainer.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);

  private final DockerEngine engine;
  private final ContainerEnds ends;

  public StopContainer(DockerEngine engine, ContainerEnds ends) {
    this.engine = engine;
    this.ends = ends;
  }

  public Exit stop(ReplicaHandle handle, Duration grace) {
    CompletableFuture<Exit> end = ends.of(handle);
    Optional<Exit> ended = ends.look(handle);
    if (ended.isPresent()) {
      return ended.get();
    }
    signal(handle, "SIGTERM");
    ended = await(handle, end, grace);
    if (ended.isPresent()) {
      return ended.get();
    }
    LOG.atWarn()
        .setMessage("container did not end within its grace and is killed")
        .addKeyValue("handle", handle)
        .addKeyValue("grace", grace)
        .log();
    signal(handle, "SIGKILL");
    return await(handle, end, KILL_DEADLINE)
        .orElseThrow(() ->
            new DriverException(
                "Expected the container to end within %s of SIGKILL, but it runs: %s."
                    .formatted(KILL_DEADLINE, handle),
                null));
  }

  private void signal(ReplicaHandle handle, String signal) {
    DockerEngine.call(
        "send " + signal,
        () -> {
          try {
            engine.calls().killContainerCmd(handle.value()).withSignal(signal).exec();
          } catch (NotFoundException | ConflictException e) {
            LOG.atDebug()
                .setMessage("container has ended already")
                .addKeyValue("handle", handle)
                .log();
          }
          return handle;
        });
  }

  private Optional<Exit> await(
      ReplicaHandle handle, CompletableFuture<Exit> end, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        long nanos = Math.max(0, Math.min(left, LOOK_AGAIN.toNanos()));
        return Optional.of(end.get(nanos, TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        Optional<Exit> ended = ends.look(handle);
        if (ended.isPresent() || left <= 0) {
          return ended;
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DriverException("The agent ends; the container may still run.", e);
      }
    }
  }
}
