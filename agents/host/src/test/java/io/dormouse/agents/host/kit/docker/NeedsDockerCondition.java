package io.dormouse.agents.host.kit.docker;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

final class NeedsDockerCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String whyNot = Docker.whyNot();
    if (whyNot == null) {
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
    String reason =
        "skipped: no Docker engine at %s (%s): %s"
            .formatted(Docker.HOST, whyNot, context.getDisplayName());
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("CI=true, so this must not be " + reason);
    }
    System.err.println(reason);
    return ConditionEvaluationResult.disabled(reason);
  }
}
