package io.dormouse.core.blueprint;

import io.dormouse.core.blueprint.BlueprintEvent.BlueprintPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanRemoved;
import io.dormouse.language.command.CommandId;
import java.util.List;
import java.util.stream.Stream;

/** The state of a name after an event. */
public final class BlueprintEvolution {

  static final int COMMANDS_REMEMBERED = 32;

  private BlueprintEvolution() {}

  public static BlueprintState evolve(BlueprintState state, BlueprintEvent event) {
    List<CommandId> commands = remember(state.recentCommands(), event.causedBy());
    return switch (event) {
      case BlueprintPut put -> new BlueprintState(put.blueprint(), state.plan(), commands);
      case PlanPut put -> new BlueprintState(state.blueprint(), put.plan(), commands);
      case PlanRemoved removed -> new BlueprintState(state.blueprint(), null, commands);
    };
  }

  private static List<CommandId> remember(List<CommandId> commands, CommandId added) {
    int dropped = Math.max(0, commands.size() - COMMANDS_REMEMBERED + 1);
    return Stream.concat(commands.stream().skip(dropped), Stream.of(added)).toList();
  }
}
