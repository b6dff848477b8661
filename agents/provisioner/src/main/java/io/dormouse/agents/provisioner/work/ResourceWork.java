package io.dormouse.agents.provisioner.work;

import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceStatus;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works commands, each on the caller's thread. */
public final class ResourceWork {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceWork.class);

  private final Hands hands;
  private final Passwords passwords = new Passwords();

  public ResourceWork(Hands hands) {
    this.hands = hands;
  }

  /** Returns when the command is done, was given up and told so, or should end. */
  public void perform(ResourceCommand command, Course course) throws InterruptedException {
    long begun = System.nanoTime();
    String end = "done";
    try {
      new CommandRun(hands, passwords, command, course).perform();
    } catch (StepFailedException e) {
      end = "failed at %s: %s".formatted(e.step(), e.getMessage());
      tellFailure(command, course, e);
    } catch (CourseEndedException e) {
      end = course.isSuperseded() ? "superseded" : "stopped";
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

  private void tellFailure(ResourceCommand command, Course course, StepFailedException failure)
      throws InterruptedException {
    try {
      hands
          .reports()
          .tell(
              command,
              new ResourceStatus.StepFailed(failure.step(), String.valueOf(failure.getMessage())),
              course);
    } catch (CourseEndedException e) {
      LOG.atDebug().setMessage("failure not told, the work ended before").log();
    }
  }
}
