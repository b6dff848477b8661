package io.dormouse.core.domain;

import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.instance.InstanceId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims and releases of domains. A domain belongs to the first permitted claimant until it is
 * released. The holder of a domain that became reserved keeps it, and may change its options.
 */
public final class DomainDecider {

  private DomainDecider() {}

  /** The decision on a command. */
  public sealed interface DomainDecision {

    /**
     * The domain has a new route.
     *
     * @param route the new route, or null for none
     * @param told the instance to be notified, or null
     */
    record Routed(@Nullable DomainRoute route, @Nullable ToldInstance told)
        implements DomainDecision {}

    /** Nothing changes. */
    record Refused(Verdict verdict, RejectionReason reason, String message)
        implements DomainDecision {}
  }

  /** A notification of an instance. */
  public record ToldInstance(InstanceId instance, InstanceCommand command) {}

  public static DomainDecision decide(
      @Nullable DomainRoute current,
      DomainCommandEnvelope envelope,
      DomainPolicy policy,
      Instant now) {
    return switch (envelope.command()) {
      case ClaimDomain claim -> claim(current, claim, envelope, policy, now);
      case ReleaseDomain release -> release(current, release);
    };
  }

  private static DomainDecision claim(
      @Nullable DomainRoute current,
      ClaimDomain claim,
      DomainCommandEnvelope envelope,
      DomainPolicy policy,
      Instant now) {
    if (current != null && envelope.id().reusesKeyOf(current.claimedBy())) {
      return new DomainDecision.Refused(
          Verdict.REJECTED,
          RejectionReason.DUPLICATE,
          "Expected a new Idempotency-Key, but another claim was accepted under that of '%s'."
              .formatted(envelope.id()));
    }
    if (current != null && current.target().equals(claim.target())) {
      return changeOptions(current, claim, envelope, now);
    }
    boolean anotherUri =
        current != null && current.target() instanceof ToUri && claim.target() instanceof ToUri;
    if (current != null && !anotherUri) {
      return new DomainDecision.Refused(
          Verdict.REJECTED,
          RejectionReason.DOMAIN_TAKEN,
          "Expected a domain that is free, but %s belongs to %s."
              .formatted(claim.domain(), describe(current.target())));
    }
    Optional<String> refusal =
        current == null ? policy.refusal(claim.domain(), claim.target()) : Optional.empty();
    if (refusal.isPresent()) {
      return new DomainDecision.Refused(
          Verdict.REJECTED,
          RejectionReason.DOMAIN_TAKEN,
          "Expected a domain that may be claimed, but %s.".formatted(refusal.get()));
    }
    DomainOptions options = options(current, claim);
    return new DomainDecision.Routed(
        new DomainRoute(claim.domain(), claim.target(), now, envelope.id(), options),
        told(claim.target(), new AddDomain(claim.domain())).orElse(null));
  }

  /** Changes the options. The instance is not notified, since nothing changes for it. */
  private static DomainDecision changeOptions(
      DomainRoute current, ClaimDomain claim, DomainCommandEnvelope envelope, Instant now) {
    DomainOptions options = options(current, claim);
    if (current.options().equals(options)) {
      return new DomainDecision.Refused(
          Verdict.IGNORED,
          RejectionReason.ALREADY_SO,
          "%s leads there already.".formatted(claim.domain()));
    }
    return new DomainDecision.Routed(
        new DomainRoute(claim.domain(), claim.target(), now, envelope.id(), options), null);
  }

  private static DomainOptions options(@Nullable DomainRoute current, ClaimDomain claim) {
    if (claim.options() != null) {
      return claim.options();
    }
    return current == null ? DomainOptions.DEFAULT : current.options();
  }

  private static DomainDecision release(@Nullable DomainRoute current, ReleaseDomain release) {
    if (current == null) {
      return new DomainDecision.Refused(
          Verdict.REJECTED,
          RejectionReason.UNKNOWN_DOMAIN,
          "Expected a domain that is routed, but %s is not.".formatted(release.domain()));
    }
    InstanceId holder = release.holder();
    if (holder != null && !current.target().equals(new ToInstance(holder))) {
      return new DomainDecision.Refused(
          Verdict.IGNORED,
          RejectionReason.OUTDATED,
          "%s does not belong to instance %s any more.".formatted(release.domain(), holder));
    }
    return new DomainDecision.Routed(
        null, told(current.target(), new RemoveDomain(release.domain())).orElse(null));
  }

  private static Optional<ToldInstance> told(RouteTarget target, InstanceCommand command) {
    return switch (target) {
      case ToInstance(InstanceId instance) -> Optional.of(new ToldInstance(instance, command));
      case ToUri uri -> Optional.empty();
    };
  }

  private static String describe(RouteTarget target) {
    return switch (target) {
      case ToInstance(InstanceId instance) -> "instance '" + instance + "'";
      case ToUri(String uri) -> uri;
    };
  }
}
