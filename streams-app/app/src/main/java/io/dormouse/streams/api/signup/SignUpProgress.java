package io.dormouse.streams.api.signup;

import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.ResourcesView;
import io.dormouse.streams.api.json.Words;
import io.dormouse.streams.api.view.Tables;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a sign-up has come.
 *
 * @param instance that was made of it, or null before and after its life
 * @param domain that its page is at
 */
record SignUpProgress(
    SignUpView view, @Nullable InstanceView instance, DomainName domain, Phase phase) {

  /** An instance that is accepted is in its table within moments. */
  private static final Duration SHOWN_AFTER = Duration.ofMinutes(1);

  /** What a page that waits can say. */
  enum Phase {
    /** Nobody decided yet. */
    WAITING,
    /** Accepted; bucket, schema and domain are being made. */
    MAKING,
    /** Its page opens. */
    READY,
    REFUSED,
    /** Somebody has to mend something; the instance says what. */
    FAILED,
    /** It was there, and is deleted. */
    DELETED;

    /** Whether the page need not wait on. */
    boolean isLast() {
      return this != WAITING && this != MAKING;
    }
  }

  static SignUpProgress of(SignUpView view, Tables tables, DomainName domain) {
    InstanceView instance =
        view.outcome() != SignUpOutcome.ACCEPTED
            ? null
            : tables
                .instances()
                .find(view.wanted())
                .filter(one -> one.owner().equals(view.owner()))
                .orElse(null);
    boolean routed =
        tables
            .domains()
            .find(domain)
            .filter(route -> route.target().equals(new ToInstance(view.wanted())))
            .isPresent();
    return new SignUpProgress(view, instance, domain, phase(view, instance, routed));
  }

  private static Phase phase(SignUpView view, @Nullable InstanceView instance, boolean routed) {
    return switch (view.outcome()) {
      case WAITING -> Phase.WAITING;
      case REFUSED -> Phase.REFUSED;
      case ACCEPTED -> instance == null ? absent(view) : phase(instance, routed);
    };
  }

  private static Phase absent(SignUpView view) {
    return view.since().plus(SHOWN_AFTER).isAfter(Instant.now()) ? Phase.MAKING : Phase.DELETED;
  }

  private static Phase phase(InstanceView instance, boolean routed) {
    ResourcesView resources = instance.resources();
    return switch (instance.status()) {
      case REQUESTED ->
          resources != null && resources.failedStep() != null ? Phase.FAILED : Phase.MAKING;
      case ASLEEP, QUEUED, STARTING, RUNNING, STOPPING, STOPPED, FENCING ->
          routed ? Phase.READY : Phase.MAKING;
      case FAILED -> Phase.FAILED;
      case DELETED, RETIRED, REMOVING -> Phase.DELETED;
    };
  }

  /** The same for the same news, as far as a client that comes again must know. */
  String eventId() {
    return instance == null || phase.isLast()
        ? Words.of(phase)
        : Words.of(phase) + "-" + instance.sequence();
  }

  @Nullable InstanceStatus status() {
    return instance == null ? null : instance.status();
  }

  @Nullable ResourcesView resources() {
    return instance == null ? null : instance.resources();
  }
}
