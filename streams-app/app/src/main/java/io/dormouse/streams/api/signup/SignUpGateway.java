package io.dormouse.streams.api.signup;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.CommandLimit;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.command.Receipt.ReceiptStatus;
import io.dormouse.streams.api.command.RejectionProblem;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.Deadline;
import io.dormouse.streams.api.view.Tables;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes sign-ups, each once, and waits for their decisions. Its methods block. */
public final class SignUpGateway {

  private final Tables tables;
  private final CommandGateway commands;
  private final PreflightChecks preflight;

  public SignUpGateway(Tables tables, CommandGateway commands, PreflightChecks preflight) {
    this.tables = tables;
    this.commands = commands;
    this.preflight = preflight;
  }

  /**
   * Writes the sign-up, unless it was written before, and waits for the decision. After an accepted
   * sign-up the tables show the instance and its domain, if they caught up in time.
   *
   * <p>A refusal is final. The brain may read blueprints and plans a moment later than these
   * tables; a sign-up that is refused for that reason is repeated under an id derived from the
   * first one, until the time is up.
   *
   * @throws Problem if it was refused, cannot be written, the id belongs to another sign-up, or too
   *     many commands are in flight
   */
  Receipt take(SignUp signUp) {
    CommandLimit.Place place = commands.enter();
    try {
      return decide(signUp);
    } finally {
      place.close();
    }
  }

  private Receipt decide(SignUp signUp) {
    Deadline patience = commands.deadline();
    SignUp tried = signUp;
    for (int attempt = 2; ; attempt++) {
      Optional<SignUpView> known = tables.signUps().find(tried.id());
      write(tried, known);
      Deadline deadline = commands.deadline();
      tables.signUps().await(tried.id(), SignUpGateway::isDecided, deadline);
      Optional<SignUpView> decided =
          tables.signUps().find(tried.id()).filter(SignUpGateway::isDecided);
      if (decided.isEmpty()) {
        return new Receipt(tried.id(), ReceiptStatus.PENDING, null);
      }
      if (!mayPass(decided.get()) || patience.passed()) {
        return receipt(decided.get(), known.filter(SignUpGateway::isDecided).isPresent(), deadline);
      }
      tried = again(signUp, attempt);
    }
  }

  private void write(SignUp signUp, Optional<SignUpView> known) {
    if (known.isPresent()) {
      checkSame(signUp, known.get());
      return;
    }
    preflight.checkNew(signUp.wanted(), signUp.blueprint(), signUp.domain());
    preflight.checkPlan(plan(signUp));
    commands.write(Topic.SIGNUPS, signUp.wanted().value(), Codecs.SIGN_UP, signUp);
  }

  /** A repeated sign-up. Clients' keys have no space, so the id is unique. */
  private static SignUp again(SignUp signUp, int attempt) {
    return new SignUp(
        new CommandId(signUp.id() + " " + attempt),
        signUp.actor(),
        signUp.wanted(),
        signUp.blueprint(),
        signUp.domain(),
        signUp.owner(),
        signUp.plan());
  }

  private Receipt receipt(SignUpView view, boolean known, Deadline deadline) {
    if (view.outcome() == SignUpOutcome.REFUSED) {
      throw refusal(view);
    }
    if (known) {
      return new Receipt(
          view.id(), ReceiptStatus.IGNORED, "This sign-up came before; it is done once.");
    }
    DomainName domain = preflight.domain(view.wanted(), view.domain());
    tables.instances().await(view.wanted(), instance -> instance != null, deadline);
    tables.domains().await(domain, route -> route != null, deadline);
    preflight.checkRouted(domain, view.wanted());
    return new Receipt(view.id(), ReceiptStatus.ACCEPTED, null);
  }

  private Problem refusal(SignUpView view) {
    RejectionReason reason = view.reason() == null ? RejectionReason.OUTDATED : view.reason();
    InstanceId id = view.wanted();
    return RejectionProblem.of(
        view.id(),
        reason,
        view.message() == null ? "The sign-up was refused." : view.message(),
        tables
            .instances()
            .find(id)
            .filter(instance -> instance.owner().equals(view.owner()))
            .map(InstanceView::legalActions)
            .orElse(List.of()));
  }

  private static boolean isDecided(@Nullable SignUpView view) {
    return view != null && view.outcome() != SignUpOutcome.WAITING;
  }

  private static boolean mayPass(SignUpView refused) {
    return refused.reason() == RejectionReason.UNKNOWN_BLUEPRINT
        || refused.reason() == RejectionReason.UNKNOWN_PLAN;
  }

  private static void checkSame(SignUp signUp, SignUpView known) {
    SignUpView same =
        new SignUpView(
            known.id(),
            signUp.wanted(),
            signUp.blueprint(),
            signUp.domain(),
            signUp.owner(),
            plan(signUp),
            known.outcome(),
            known.reason(),
            known.message(),
            known.since());
    if (!same.equals(known)) {
      throw new Problem(
              ProblemType.KEY_REUSED,
              "Expected the same sign-up as before under this Idempotency-Key, but got another one.")
          .with("command", known.id());
    }
  }

  private static @Nullable PlanId plan(SignUp signUp) {
    return signUp.plan() == null ? null : new PlanId(signUp.plan());
  }
}
