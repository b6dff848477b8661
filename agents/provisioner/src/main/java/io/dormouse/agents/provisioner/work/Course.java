package io.dormouse.agents.provisioner.work;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the work on a command should go on; asked between steps and while it pauses. */
public final class Course {

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean superseded;

  /** A newer command counts: the work on this one is done with. */
  public void supersede() {
    superseded = true;
    ended.countDown();
  }

  /** The program ends or hands the command on: the work is not done. */
  public void stop() {
    ended.countDown();
  }

  /** Whether the command needs no more work by anybody. */
  public boolean isSuperseded() {
    return superseded;
  }

  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Throws {@link CourseEndedException} if the work should end. */
  public void check() throws CourseEndedException {
    if (isEnded()) {
      throw new CourseEndedException();
    }
  }

  /** Waits, but no longer than the work should go on. */
  public void pause(Duration duration) throws CourseEndedException, InterruptedException {
    if (ended.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new CourseEndedException();
    }
  }
}
