package io.dormouse.agents.provisioner.work;

import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceStatus;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works commands, each on the caller's thread. */
public final class ResourceWork {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceWork.class);

  private final WorkTools tools;
  private final Passwords passwords = new Passwords();

  public ResourceWork(WorkTools tools) {
    this.tools = tools;
  }

  /** Returns when the command is done, has failed and that is reported, or is cancelled. */
  public void perform(ResourceCommand command, CancellationToken token)
      throws InterruptedException {
    long begun = System.nanoTime();
    String end = "done";
    try {
      new CommandRun(tools, passwords, command, token).perform();
    } catch (StepFailedException e) {
      end = "failed at %s: %s".formatted(e.step(), e.getMessage());
      tellFailure(command, token, e);
    } catch (WorkCancelledException e) {
      end = token.isSuperseded() ? "superseded" : "stopped";
    }
    LOG.atInfo()
        .setMessage("command " + end)
        .addKeyValue("command", command.getClass().getSimpleName())
        .addKeyValue("instance", command.instance())
        .addKeyValue("resource", command.resource())
        .addKeyValue("request", command.request())
        .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - begun).toMillis())
        .log();
  }

  private void tellFailure(
      ResourceCommand command, CancellationToken token, StepFailedException failure)
      throws InterruptedException {
    try {
      tools
          .reports()
          .tell(
              command,
              new ResourceStatus.StepFailed(failure.step(), String.valueOf(failure.getMessage())),
              token);
    } catch (WorkCancelledException e) {
      LOG.atDebug().setMessage("failure not reported, since the work was cancelled").log();
    }
  }
}
