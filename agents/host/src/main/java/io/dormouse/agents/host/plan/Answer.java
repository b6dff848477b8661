package io.dormouse.agents.host.plan;

import io.dormouse.schemas.host.HostCommand;
import io.dormouse.schemas.host.HostCommand.RunReplica;

/**
 * The newest command of a replica that is done with: it was refused, failed, or stopped. Nothing is
 * tried again before another command comes.
 *
 * @param run whether it was a command to run
 */
public record Answer(long generation, boolean run) {

  public static Answer to(HostCommand command) {
    return new Answer(command.generation(), command instanceof RunReplica);
  }
}
