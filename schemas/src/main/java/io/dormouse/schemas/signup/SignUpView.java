package io.dormouse.schemas.signup;

import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.OwnerId;
import io.dormouse.schemas.instance.RejectionReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a sign-up, for the page that waits.
 *
 * @param reason why it was refused, or null
 * @param message the same in a sentence
 * @param since when the outcome came about
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
