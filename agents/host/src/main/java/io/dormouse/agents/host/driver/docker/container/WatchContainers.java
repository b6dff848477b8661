package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.language.host.HostId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the engine's events of containers of this host that die and of images that get another
 * name. The stream has a deadline for silence. When it ends, it is opened again, and a list finds
 * what was missed.
 */
public final class WatchContainers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatchContainers.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final DockerEngine engine;
  private final HostId host;
  private final ContainerEnds ends;
  private final ExecutorService confirmations =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("container-ends-", 0).daemon().factory());
  private @Nullable Thread thread;

  public WatchContainers(DockerEngine engine, HostId host, ContainerEnds ends) {
    this.engine = engine;
    this.host = host;
    this.ends = ends;
  }

  public synchronized void start(Runnable missed) {
    thread = Thread.ofPlatform().name("docker-events").daemon().start(() -> follow(missed));
  }

  private void follow(Runnable missed) {
    while (!Thread.currentThread().isInterrupted()) {
      try (EventStream stream = new EventStream(missed)) {
        engine
            .streams()
            .eventsCmd()
            .withEventTypeFilter(EventType.CONTAINER, EventType.IMAGE)
            .withEventFilter("die", "oom", "tag", "untag", "delete", "load", "import", "pull")
            .exec(stream);
        stream.awaitCompletion();
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.atDebug().setMessage("the engine's events ended").setCause(e).log();
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private final class EventStream extends ResultCallback.Adapter<Event> {

    private final Runnable missed;

    EventStream(Runnable missed) {
      this.missed = missed;
    }

    @Override
    public void onStart(java.io.Closeable closeable) {
      super.onStart(closeable);
      missed.run();
    }

    @Override
    public void onNext(Event event) {
      if (event.getType() == EventType.IMAGE) {
        missed.run();
        return;
      }
      Map<String, String> attributes =
          event.getActor() == null
              ? Map.of()
              : Objects.requireNonNullElse(event.getActor().getAttributes(), Map.of());
      if (host.value().equals(attributes.get(ContainerLabels.HOST))) {
        happened(event);
      }
    }

    private void happened(Event event) {
      ReplicaHandle handle = new ReplicaHandle(String.valueOf(event.getActor().getId()));
      if ("oom".equals(event.getAction())) {
        ends.outOfMemory(handle);
      } else {
        long nanos = Objects.requireNonNullElse(event.getTimeNano(), Long.MAX_VALUE);
        Instant at = Instant.ofEpochSecond(0, nanos);
        confirmations.execute(() -> ends.died(handle, at));
      }
    }

    /** Ends the stream, which is then opened again. */
    @Override
    public void onError(Throwable throwable) {
      LOG.atDebug().setMessage("the engine's events broke off").setCause(throwable).log();
      onComplete();
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
    confirmations.shutdownNow();
  }
}
