package io.dormouse.core.blueprint;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.owner.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blueprint and the plan of one name, as commands about both have the name as their key.
 *
 * @param blueprint its newest version, or null for none
 * @param plan null for none
 * @param recentCommands accepted commands, oldest first, to detect repeats
 */
public record BlueprintState(
    @Nullable Blueprint blueprint, @Nullable Plan plan, List<CommandId> recentCommands) {

  public BlueprintState {
    recentCommands = List.copyOf(recentCommands);
  }

  /**
   * The state from the store and from the topics of blueprints and plans. The topics may show what
   * the store lacks: everything from before the brain decided about it, and versions that an older
   * program wrote since. Versions go on from the newest.
   *
   * @param stored null if no command was accepted yet
   */
  public static BlueprintState of(
      @Nullable BlueprintState stored, @Nullable Blueprint shown, @Nullable Plan shownPlan) {
    if (stored == null) {
      return new BlueprintState(shown, shownPlan, List.of());
    }
    Blueprint known = stored.blueprint();
    boolean outrun = shown != null && (known == null || known.version() < shown.version());
    return outrun ? new BlueprintState(shown, stored.plan(), stored.recentCommands()) : stored;
  }
}
