package io.dormouse.agents.provisioner.work;

import io.dormouse.language.resources.ResourceStep;

/** A step was given up; the message has the server's words and no secret. */
public final class StepFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ResourceStep step;

  StepFailedException(ResourceStep step, String message) {
    super(message);
    this.step = step;
  }

  public ResourceStep step() {
    return step;
  }
}
