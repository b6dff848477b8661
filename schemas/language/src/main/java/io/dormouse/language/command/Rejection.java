package io.dormouse.language.command;

import io.dormouse.language.instance.InstanceAction;
import java.util.List;

/**
 * A command that changed nothing, and why, in one sentence.
 *
 * @param subject the instance or domain that it was for
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
