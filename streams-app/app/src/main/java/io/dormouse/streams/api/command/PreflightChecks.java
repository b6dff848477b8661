package io.dormouse.streams.api.command;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.SizeFormat;
import io.dormouse.streams.api.view.Tables;
import io.dormouse.streams.domain.PublicSuffixList;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Early checks of requests against the tables. They save the caller a round trip; the brain
 * decides.
 */
public final class PreflightChecks {

  private final Tables tables;
  private final DomainName baseDomain;
  private final DomainPolicy policy;

  public PreflightChecks(Tables tables, DomainName baseDomain) {
    this.tables = tables;
    this.baseDomain = baseDomain;
    this.policy = PublicSuffixList.policy(baseDomain);
  }

  /**
   * Throws {@link Problem} if there is no such blueprint, if no host is large enough for an
   * instance of it, or if the domain is taken or reserved.
   *
   * @param domain the requested one, or null for the id under the base domain
   * @return the domain of the instance
   */
  public DomainName checkNew(InstanceId id, BlueprintId blueprint, @Nullable DomainName domain) {
    Blueprint made = tables.blueprints().find(blueprint).orElseThrow(() -> unknown(blueprint));
    checkMemory(blueprint, made.pool(), made.spec());
    DomainName wanted = domain(id, domain);
    checkClaim(wanted, new ToInstance(id));
    checkFree(
        wanted, id, "Expected a free domain, but '%s' leads elsewhere already.".formatted(wanted));
    return wanted;
  }

  /**
   * Throws {@link Problem} if the domain of an instance that was just made went to somebody else in
   * the same moment.
   */
  public void checkRouted(DomainName domain, InstanceId made) {
    checkFree(
        domain,
        made,
        "Expected a free domain, but '%s' leads elsewhere since a moment ago; '%s' was made without a domain, and PUT /v1/domains/{domain} gives it one."
            .formatted(domain, made));
  }

  private void checkFree(DomainName domain, InstanceId owner, String otherwise) {
    tables
        .domains()
        .find(domain)
        .map(DomainRoute::target)
        .filter(target -> !target.equals(new ToInstance(owner)))
        .ifPresent(target -> {
          throw new Problem(ProblemType.DOMAIN_TAKEN, otherwise).with("domain", domain);
        });
  }

  /** Throws {@link Problem} if the domain is reserved and not claimed yet. */
  public void checkClaim(DomainName domain, RouteTarget target) {
    if (tables.domains().find(domain).isEmpty()) {
      policy
          .refusal(domain, target)
          .ifPresent(why -> {
            throw new Problem(
                    ProblemType.RESERVED_DOMAIN,
                    "Expected a domain that may be claimed, but %s.".formatted(why))
                .with("domain", domain);
          });
    }
  }

  /** Throws {@link Problem} if there is no such plan; null is allowed. */
  public void checkPlan(@Nullable PlanId plan) {
    if (plan != null && tables.plans().find(plan).isEmpty()) {
      throw new Problem(
          ProblemType.UNKNOWN_PLAN,
          "Expected a plan named '%s', but there is none.".formatted(plan));
    }
  }

  /** The requested domain, or else the id under the base domain. */
  public DomainName domain(InstanceId id, @Nullable DomainName wanted) {
    return wanted == null ? new DomainName(id + "." + baseDomain) : wanted;
  }

  private static Problem unknown(BlueprintId blueprint) {
    return new Problem(
        ProblemType.UNKNOWN_BLUEPRINT,
        "Expected a blueprint named '%s', but there is none.".formatted(blueprint));
  }

  /**
   * Throws {@link Problem} if the blueprint needs more memory than the largest host of its pool
   * has. Every size is allowed while no host of the pool is known.
   */
  public void checkMemory(BlueprintId blueprint, PoolName pool, ReplicaSpec spec) {
    tables
        .hosts()
        .all()
        .filter(host -> host.pool().equals(pool))
        .max(Comparator.comparingLong(HostView::memoryBudgetBytes))
        .filter(largest -> largest.memoryBudgetBytes() < spec.memoryBytes())
        .ifPresent(largest -> {
          String needed = SizeFormat.format(spec.memoryBytes());
          String budget = SizeFormat.format(largest.memoryBudgetBytes());
          throw new Problem(
                  ProblemType.TOO_MUCH_MEMORY,
                  "Expected at most %s, what the largest host '%s' has, but the blueprint '%s' needs %s."
                      .formatted(budget, largest.host(), blueprint, needed))
              .with("largestHost", largest.host())
              .with("largestBytes", largest.memoryBudgetBytes())
              .with("neededBytes", spec.memoryBytes());
        });
  }
}
