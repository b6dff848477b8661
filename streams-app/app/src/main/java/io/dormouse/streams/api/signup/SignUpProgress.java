package io.dormouse.streams.api.signup;

import io.dormouse.core.owner.SignUpPhase;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.ResourcesView;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.view.Tables;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-up with its progress at a moment.
 *
 * @param instance the instance made for it, or null before and after its life
 * @param domain the domain of the instance's page
 */
record SignUpProgress(
    SignUpView view, @Nullable InstanceView instance, DomainName domain, SignUpPhase phase) {

  static SignUpProgress of(SignUpView view, Tables tables, DomainName domain, Instant now) {
    InstanceView instance =
        view.outcome() != SignUpOutcome.ACCEPTED
            ? null
            : tables
                .instances()
                .find(view.wanted())
                .filter(one -> one.owner().equals(view.owner()))
                .orElse(null);
    RouteTarget target = tables.domains().find(domain).map(DomainRoute::target).orElse(null);
    return new SignUpProgress(view, instance, domain, SignUpPhase.of(view, instance, target, now));
  }

  /** Id of the event that announces this progress; equal for equal news. */
  String eventId() {
    return instance == null || phase.isLast()
        ? EnumNames.of(phase)
        : EnumNames.of(phase) + "-" + instance.sequence();
  }

  @Nullable InstanceStatus status() {
    return instance == null ? null : instance.status();
  }

  @Nullable ResourcesView resources() {
    return instance == null ? null : instance.resources();
  }
}
