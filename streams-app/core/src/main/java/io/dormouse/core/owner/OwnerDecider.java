package io.dormouse.core.owner;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.owner.OwnerEffect.Ask;
import io.dormouse.core.owner.OwnerEffect.Forget;
import io.dormouse.core.owner.OwnerEffect.Note;
import io.dormouse.core.owner.OwnerEffect.Refuse;
import io.dormouse.core.owner.OwnerEffect.Show;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceClosed;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.owner.OwnerNews.SignUpReceived;
import io.dormouse.language.owner.OwnerNews.SignUpRefused;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on sign-ups, first come, first served, until the quota is reached. A repeated id
 * changes nothing. Instances created without a sign-up count, but are never refused here.
 */
public final class OwnerDecider {

  private static final String OTHER_CONTENT =
      "Expected the same sign-up as before under this id, but got another one.";

  private OwnerDecider() {}

  /**
   * Input of a decision besides the news.
   *
   * @param openedBy the command that created the instance of the news, or null if the owner does
   *     not have it
   * @param quota most instances that an owner can sign up for
   */
  public record OwnerContext(
      OwnerAccount account,
      @Nullable CommandId openedBy,
      int quota,
      DomainPolicy domains,
      Instant now) {}

  /** The new account, and the effects in order. */
  public record OwnerDecision(OwnerAccount after, List<OwnerEffect> effects) {

    static OwnerDecision of(OwnerAccount after, OwnerEffect... effects) {
      return new OwnerDecision(after, List.of(effects));
    }
  }

  public static InstanceId instance(OwnerNews news) {
    return switch (news) {
      case SignUpReceived(SignUp signUp) -> signUp.wanted();
      case SignUpRefused refused -> refused.instance();
      case InstanceOpened opened -> opened.instance();
      case InstanceClosed(InstanceId instance) -> instance;
    };
  }

  public static OwnerDecision decide(OwnerNews news, OwnerContext context) {
    return switch (news) {
      case SignUpReceived(SignUp signUp) -> received(signUp, context);
      case SignUpRefused refused -> refused(refused, context);
      case InstanceOpened opened -> opened(opened, context);
      case InstanceClosed(InstanceId instance) -> closed(instance, context);
    };
  }

  private static OwnerDecision received(SignUp signUp, OwnerContext context) {
    OwnerAccount account = context.account();
    if (account.knows(signUp.id()) || signUp.id().equals(context.openedBy())) {
      return account.isAnother(signUp)
          ? OwnerDecision.of(account, rejection(signUp, RejectionReason.DUPLICATE, OTHER_CONTENT))
          : OwnerDecision.of(account);
    }
    Optional<PlanId> plan = plan(signUp);
    if (signUp.plan() != null && plan.isEmpty()) {
      return refuse(
          signUp,
          RejectionReason.UNKNOWN_PLAN,
          "Expected the id of a plan, but got %d characters of another form."
              .formatted(signUp.plan().length()),
          context);
    }
    Optional<String> reserved =
        Optional.ofNullable(signUp.domain())
            .flatMap(domain -> context.domains().refusal(domain, new ToInstance(signUp.wanted())));
    if (reserved.isPresent()) {
      return refuse(
          signUp,
          RejectionReason.DOMAIN_TAKEN,
          "Expected a domain that may be claimed, but %s.".formatted(reserved.get()),
          context);
    }
    boolean counted = !signUp.owner().equals(OwnerId.ANONYMOUS);
    if (counted && account.used() >= context.quota()) {
      return refuse(signUp, RejectionReason.QUOTA_REACHED, quotaReached(signUp, context), context);
    }
    CreateInstance create =
        new CreateInstance(
            signUp.blueprint(), null, signUp.domain(), signUp.owner(), plan.orElse(null));
    return OwnerDecision.of(
        account.reserving(signUp),
        new Show(view(signUp, SignUpOutcome.WAITING, null, null, context)),
        new Ask(signUp.wanted(), new CommandEnvelope(signUp.id(), signUp.actor(), create)));
  }

  private static OwnerDecision refuse(
      SignUp signUp, RejectionReason reason, String message, OwnerContext context) {
    return OwnerDecision.of(
        context.account().settling(signUp.id()),
        new Show(view(signUp, SignUpOutcome.REFUSED, reason, message, context)),
        rejection(signUp, reason, message));
  }

  private static Refuse rejection(SignUp signUp, RejectionReason reason, String message) {
    return new Refuse(
        new Rejection(
            signUp.id(),
            signUp.actor(),
            signUp.wanted().value(),
            Verdict.REJECTED,
            reason,
            message,
            List.of()));
  }

  private static String quotaReached(SignUp signUp, OwnerContext context) {
    OwnerAccount account = context.account();
    return "Expected the owner '%s' to have less than %d instances, but there are %d and %d are being made."
        .formatted(signUp.owner(), context.quota(), account.open(), account.reserved().size());
  }

  /** Refuses the waiting sign-up; a refusal without a sign-up changes nothing. */
  private static OwnerDecision refused(SignUpRefused refused, OwnerContext context) {
    OwnerAccount account = context.account();
    return account
        .waiting(refused.signUp(), refused.instance())
        .map(signUp ->
            OwnerDecision.of(
                account.settling(signUp.id()),
                new Show(
                    view(
                        signUp,
                        SignUpOutcome.REFUSED,
                        refused.reason(),
                        refused.message(),
                        context))))
        .orElseGet(() -> OwnerDecision.of(account));
  }

  private static OwnerDecision opened(InstanceOpened opened, OwnerContext context) {
    OwnerAccount account =
        context.openedBy() == null ? context.account().opening() : context.account();
    Note note = new Note(opened.instance(), opened.cause());
    return account
        .waiting(opened.cause(), opened.instance())
        .map(signUp ->
            OwnerDecision.of(
                account.settling(signUp.id()),
                note,
                new Show(view(signUp, SignUpOutcome.ACCEPTED, null, null, context))))
        .orElseGet(() -> OwnerDecision.of(account, note));
  }

  private static OwnerDecision closed(InstanceId instance, OwnerContext context) {
    return context.openedBy() == null
        ? OwnerDecision.of(context.account())
        : OwnerDecision.of(context.account().closing(), new Forget(instance));
  }

  private static SignUpView view(
      SignUp signUp,
      SignUpOutcome outcome,
      @Nullable RejectionReason reason,
      @Nullable String message,
      OwnerContext context) {
    return new SignUpView(
        signUp.id(),
        signUp.wanted(),
        signUp.blueprint(),
        signUp.domain(),
        signUp.owner(),
        plan(signUp).orElse(null),
        outcome,
        reason,
        message,
        context.now());
  }

  private static Optional<PlanId> plan(SignUp signUp) {
    try {
      return Optional.ofNullable(signUp.plan()).map(PlanId::new);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
