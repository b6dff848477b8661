package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads the last lines that a container wrote. */
public final class ReadLogs {

  private static final int DEADLINE_SECONDS = 5;

  private final DockerEngine engine;

  public ReadLogs(DockerEngine engine) {
    this.engine = engine;
  }

  public List<String> read(ReplicaHandle handle, int lines) {
    return DockerEngine.call(
        "read a container's log",
        () -> {
          try (Collected collected =
              engine
                  .streams()
                  .logContainerCmd(handle.value())
                  .withStdOut(true)
                  .withStdErr(true)
                  .withTail(lines)
                  .exec(new Collected())) {
            collected.awaitCompletion(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return collected.lastLines(lines);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException("The agent ends.", e);
          } catch (IOException e) {
            throw new DriverException("The log's stream did not close.", e);
          }
        });
  }

  private static final class Collected extends ResultCallback.Adapter<Frame> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void onNext(Frame frame) {
      synchronized (bytes) {
        bytes.writeBytes(frame.getPayload());
      }
    }

    List<String> lastLines(int lines) {
      synchronized (bytes) {
        List<String> all = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
      }
    }
  }
}
