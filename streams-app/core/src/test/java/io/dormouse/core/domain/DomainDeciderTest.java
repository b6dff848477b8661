package io.dormouse.core.domain;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.domain.DomainDecider.DomainDecision;
import io.dormouse.core.domain.DomainDecider.ToldInstance;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.instance.InstanceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The register of domains, each command against each holder. */
class DomainDeciderTest {

  private static final DomainName DOMAIN = new DomainName("acme.example.org");
  private static final DomainPolicy POLICY =
      new DomainPolicy(new DomainName("localhost"), "co.uk"::equals);
  private static final InstanceId OTHER = new InstanceId("other");
  private static final ToInstance TO_ACME = new ToInstance(ACME);
  private static final ToInstance TO_OTHER = new ToInstance(OTHER);
  private static final ToUri TO_SITE = new ToUri("https://www.example.org/");
  private static final ToUri TO_SHOP = new ToUri("https://shop.example.org/");
  private static final CommandId COMMAND = new CommandId("command-1");

  @Test
  void shouldGiveAFreeDomainToWhoClaimsIt() {
    assertRouted(null, claim(TO_ACME), TO_ACME, new AddDomain(DOMAIN), ACME);
    assertRouted(null, claim(TO_SITE), TO_SITE, null, null);
  }

  @Test
  void shouldRejectASecondClaim() {
    assertRefused(
        TO_ACME,
        claim(TO_OTHER),
        RejectionReason.DOMAIN_TAKEN,
        "Expected a domain that is free, but acme.example.org belongs to instance 'acme'.");
    assertRefused(
        TO_ACME,
        claim(TO_SITE),
        RejectionReason.DOMAIN_TAKEN,
        "Expected a domain that is free, but acme.example.org belongs to instance 'acme'.");
    assertRefused(
        TO_SITE,
        claim(TO_ACME),
        RejectionReason.DOMAIN_TAKEN,
        "Expected a domain that is free, but acme.example.org belongs to https://www.example.org/.");
  }

  @Test
  void shouldIgnoreAClaimOfTheHolder() {
    assertIgnored(TO_ACME, claim(TO_ACME), RejectionReason.ALREADY_SO);
    assertIgnored(TO_SITE, claim(TO_SITE), RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldLeadFromOneUriToAnother() {
    assertRouted(TO_SITE, claim(TO_SHOP), TO_SHOP, null, null);
  }

  @Test
  void shouldChangeTheOptionsForTheHolderAndTellNobody() {
    DomainOptions other = new DomainOptions(null, true, Robots.ALLOW, Timeouts.NONE);

    assertThat(decide(TO_ACME, new ClaimDomain(DOMAIN, TO_ACME, other)))
        .isEqualTo(
            new DomainDecision.Routed(
                new DomainRoute(DOMAIN, TO_ACME, START, COMMAND, other), null));
    assertThat(decide(TO_SITE, new ClaimDomain(DOMAIN, TO_SITE, other)))
        .isEqualTo(
            new DomainDecision.Routed(
                new DomainRoute(DOMAIN, TO_SITE, START, COMMAND, other), null));
    assertIgnored(
        TO_ACME,
        new ClaimDomain(DOMAIN, TO_ACME, DomainOptions.DEFAULT),
        RejectionReason.ALREADY_SO);
    assertRefused(
        TO_ACME,
        new ClaimDomain(DOMAIN, TO_OTHER, other),
        RejectionReason.DOMAIN_TAKEN,
        "Expected a domain that is free, but acme.example.org belongs to instance 'acme'.");
  }

  @Test
  void shouldLeaveTheOptionsToClaimsThatHaveNone() {
    DomainOptions set = new DomainOptions(null, true, Robots.ALLOW, Timeouts.NONE);
    DomainRoute held = new DomainRoute(DOMAIN, TO_SITE, START, new CommandId("before"), set);

    assertThat(DomainDecider.decide(held, envelope(claim(TO_SHOP)), POLICY, START))
        .isEqualTo(
            new DomainDecision.Routed(new DomainRoute(DOMAIN, TO_SHOP, START, COMMAND, set), null));
    assertThat(DomainDecider.decide(held, envelope(claim(TO_SITE)), POLICY, START))
        .isInstanceOf(DomainDecision.Refused.class);
  }

  @Test
  void shouldFreeADomainAndTellItsInstance() {
    assertRouted(TO_ACME, release(null), null, new RemoveDomain(DOMAIN), ACME);
    assertRouted(TO_ACME, release(ACME), null, new RemoveDomain(DOMAIN), ACME);
    assertRouted(TO_SITE, release(null), null, null, null);
  }

  @Test
  void shouldNotFreeADomainThatAnotherHoldsByNow() {
    assertIgnored(TO_ACME, release(OTHER), RejectionReason.OUTDATED);
    assertIgnored(TO_SITE, release(OTHER), RejectionReason.OUTDATED);
  }

  @Test
  void shouldRejectTheReleaseOfAnUnknownDomain() {
    assertRefused(
        null,
        release(null),
        RejectionReason.UNKNOWN_DOMAIN,
        "Expected a domain that is routed, but acme.example.org is not.");
  }

  @Test
  void shouldRejectAnotherClaimUnderTheSameKey() {
    CommandId one = CommandId.keyed("api-k", "1");
    CommandId two = CommandId.keyed("api-k", "2");
    DomainRoute held = new DomainRoute(DOMAIN, TO_SITE, START, one);

    assertThat(
            DomainDecider.decide(
                held,
                new DomainCommandEnvelope(two, Actor.system("test"), claim(TO_SHOP)),
                POLICY,
                START))
        .isInstanceOfSatisfying(
            DomainDecision.Refused.class,
            refused -> {
              assertThat(refused.verdict()).isEqualTo(Verdict.REJECTED);
              assertThat(refused.reason()).isEqualTo(RejectionReason.DUPLICATE);
            });
  }

  @Test
  void shouldRejectAReservedName() {
    DomainDecision outcome =
        DomainDecider.decide(
            null, envelope(new ClaimDomain(new DomainName("co.uk"), TO_ACME)), POLICY, START);

    assertThat(outcome)
        .isEqualTo(
            new DomainDecision.Refused(
                Verdict.REJECTED,
                RejectionReason.DOMAIN_TAKEN,
                "Expected a domain that may be claimed, but 'co.uk' is a public suffix, under which others have names."));
  }

  @Test
  void shouldLeaveAReservedNameToWhomHeldItBefore() {
    DomainName name = new DomainName("other.localhost");
    DomainRoute held = new DomainRoute(name, TO_ACME, START, new CommandId("before"));
    DomainOptions options = new DomainOptions(null, true, Robots.ALLOW, Timeouts.NONE);

    assertThat(
            DomainDecider.decide(
                held, envelope(new ClaimDomain(name, TO_ACME, options)), POLICY, START))
        .isEqualTo(
            new DomainDecision.Routed(
                new DomainRoute(name, TO_ACME, START, COMMAND, options), null));
    assertThat(DomainDecider.decide(held, envelope(new ClaimDomain(name, TO_OTHER)), POLICY, START))
        .isInstanceOfSatisfying(
            DomainDecision.Refused.class,
            refused -> assertThat(refused.message()).contains("belongs to instance 'acme'"));
  }

  private static void assertRouted(
      @Nullable RouteTarget before,
      DomainCommand command,
      @Nullable RouteTarget after,
      @Nullable InstanceCommand told,
      @Nullable InstanceId instance) {
    assertThat(decide(before, command))
        .isEqualTo(
            new DomainDecision.Routed(
                after == null ? null : new DomainRoute(DOMAIN, after, START, COMMAND),
                told == null || instance == null ? null : new ToldInstance(instance, told)));
  }

  private static void assertRefused(
      @Nullable RouteTarget before, DomainCommand command, RejectionReason why, String message) {
    assertThat(decide(before, command))
        .isEqualTo(new DomainDecision.Refused(Verdict.REJECTED, why, message));
  }

  private static void assertIgnored(
      @Nullable RouteTarget before, DomainCommand command, RejectionReason why) {
    assertThat(decide(before, command))
        .isInstanceOfSatisfying(
            DomainDecision.Refused.class,
            refused -> {
              assertThat(refused.verdict()).isEqualTo(Verdict.IGNORED);
              assertThat(refused.reason()).isEqualTo(why);
            });
  }

  private static DomainDecision decide(@Nullable RouteTarget before, DomainCommand command) {
    DomainRoute current =
        before == null
            ? null
            : new DomainRoute(DOMAIN, before, START.minusSeconds(9), new CommandId("before"));
    return DomainDecider.decide(current, envelope(command), POLICY, START);
  }

  private static DomainCommandEnvelope envelope(DomainCommand command) {
    return new DomainCommandEnvelope(COMMAND, Actor.system("test"), command);
  }

  private static ClaimDomain claim(RouteTarget target) {
    return new ClaimDomain(DOMAIN, target);
  }

  private static ReleaseDomain release(@Nullable InstanceId holder) {
    return new ReleaseDomain(DOMAIN, holder);
  }
}
