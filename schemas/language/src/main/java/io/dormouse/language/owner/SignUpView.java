package io.dormouse.language.owner;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a sign-up, for its waiting page.
 *
 * @param reason reason of a refusal, or null
 * @param message the reason in a sentence
 * @param since time of the outcome
 */
public record SignUpView(
    CommandId id,
    InstanceId wanted,
    BlueprintId blueprint,
    @Nullable DomainName domain,
    OwnerId owner,
    @Nullable PlanId plan,
    SignUpOutcome outcome,
    @Nullable RejectionReason reason,
    @Nullable String message,
    Instant since) {}
