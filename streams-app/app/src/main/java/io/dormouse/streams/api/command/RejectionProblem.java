package io.dormouse.streams.api.command;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import java.util.List;

/** Rejections by the brain as problem details. */
public final class RejectionProblem {

  private RejectionProblem() {}

  public static Problem of(Rejection rejection) {
    return of(
        rejection.command(), rejection.reason(), rejection.message(), rejection.legalActions());
  }

  public static Problem of(
      CommandId command, RejectionReason reason, String message, List<InstanceAction> legal) {
    Problem problem =
        new Problem(type(reason), message)
            .with("command", command)
            .with("reason", EnumNames.of(reason));
    return switch (reason) {
      case NOT_LEGAL_NOW, BACKING_OFF, INSTANCE_TAKEN, ALREADY_SO, OUTDATED, DUPLICATE ->
          problem.with("legalActions", legal);
      case UNKNOWN_INSTANCE,
          UNKNOWN_DOMAIN,
          UNKNOWN_BLUEPRINT,
          UNKNOWN_PLAN,
          DOMAIN_TAKEN,
          QUOTA_REACHED ->
          problem;
    };
  }

  /** True if the brain may not have read yet what these tables show. */
  static boolean mayPass(ProblemType type) {
    return type == ProblemType.UNKNOWN_BLUEPRINT || type == ProblemType.UNKNOWN_PLAN;
  }

  private static ProblemType type(RejectionReason reason) {
    return switch (reason) {
      case UNKNOWN_INSTANCE -> ProblemType.UNKNOWN_INSTANCE;
      case UNKNOWN_DOMAIN -> ProblemType.UNKNOWN_DOMAIN;
      case UNKNOWN_BLUEPRINT -> ProblemType.UNKNOWN_BLUEPRINT;
      case UNKNOWN_PLAN -> ProblemType.UNKNOWN_PLAN;
      case INSTANCE_TAKEN -> ProblemType.INSTANCE_TAKEN;
      case DOMAIN_TAKEN -> ProblemType.DOMAIN_TAKEN;
      case NOT_LEGAL_NOW -> ProblemType.NOT_LEGAL_NOW;
      case BACKING_OFF -> ProblemType.BACKING_OFF;
      case QUOTA_REACHED -> ProblemType.QUOTA_REACHED;
      case DUPLICATE -> ProblemType.KEY_REUSED;
      case ALREADY_SO, OUTDATED -> ProblemType.CONFLICT;
    };
  }
}
