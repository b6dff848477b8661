package io.dormouse.agents.host.plan;

import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;

/**
 * The newest command of a replica that is settled: it was refused, failed, or stopped. Nothing is
 * tried again before another command comes. Run, stop and discard are three commands, also within a
 * generation: a stopped replica may still have to be discarded.
 */
public record SettledCommand(long generation, Kind kind) {

  /** Kinds of commands. */
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
