package io.dormouse.agents.provisioner.work;

/** The work on a command ends before it is finished. */
public final class WorkCancelledException extends Exception {

  private static final long serialVersionUID = 1L;
}
