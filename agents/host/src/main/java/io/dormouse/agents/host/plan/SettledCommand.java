package io.dormouse.agents.host.plan;

import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;

/**
 * The newest command of a replica that is done with: it was refused, failed, or stopped. Nothing is
 * tried again before another command comes. To run, to stop and to discard are three commands, also
 * within a generation: what was stopped may still have to be discarded.
 */
public record SettledCommand(long generation, Kind kind) {

  /** What was asked for. */
  public enum Kind {
    RUN,
    STOP,
    DISCARD
  }

  public static SettledCommand to(HostCommand command) {
    return new SettledCommand(
        command.generation(),
        switch (command) {
          case RunReplica run -> Kind.RUN;
          case StopReplica stop -> stop.discard() ? Kind.DISCARD : Kind.STOP;
        });
  }
}
