package io.dormouse.language.command;

import io.dormouse.language.instance.InstanceAction;
import java.util.List;

/**
 * A command that changed nothing, with the reason in one sentence.
 *
 * @param subject instance, domain, blueprint or plan of the command
 * @param legalActions actions that would be legal now
 */
public record Rejection(
    CommandId command,
    Actor actor,
    String subject,
    Verdict verdict,
    RejectionReason reason,
    String message,
    List<InstanceAction> legalActions) {

  public Rejection {
    legalActions = List.copyOf(legalActions);
  }
}
