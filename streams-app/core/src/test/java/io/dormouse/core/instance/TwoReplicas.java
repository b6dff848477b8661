package io.dormouse.core.instance;

import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.CRASH;
import static io.dormouse.core.instance.Lives.INPUTS;
import static io.dormouse.core.instance.Lives.PHASES;
import static io.dormouse.core.instance.Lives.POLICY;
import static io.dormouse.core.instance.Lives.RESOURCE;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ResourceMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pasts of an instance of two replicas. */
final class TwoReplicas {

  static final ReplicaId SECOND = new ReplicaId(Sample.ACME, 1);

  private TwoReplicas() {}

  /** An instance of two replicas with resources of its own. */
  static List<InstanceEvent> twoAsleep() {
    InstanceRequested one = Lives.requestedOwn();
    return List.of(
        new InstanceRequested(
            one.blueprint(),
            one.blueprintVersion(),
            one.spec(),
            one.passivation(),
            one.pool(),
            one.owner(),
            one.domain(),
            one.resources(),
            one.seed(),
            null,
            RESOURCE,
            2),
        new DatabaseBound("pg-1"),
        Lives.issued(1),
        new CredentialsIssued(Lives.credentials(1), 1),
        new ResourcesProvided(ResourceMode.OWN),
        new DomainAdded(DOMAIN));
  }

  static List<InstanceEvent> twoStarting() {
    return Lives.plus(
        twoAsleep(),
        new InstanceWoken(REQUEST),
        new ReplicaQueued(REPLICA),
        new ReplicaQueued(SECOND),
        Lives.placed(1),
        new ReplicaPlaced(SECOND, 1, HOST_2, false, INPUTS),
        Lives.started(1));
  }

  static List<InstanceEvent> twoRunning() {
    return Lives.plus(
        twoStarting(), new InstanceStarted(SECOND, 1, HOST_2, "10.0.0.8", 8080, PHASES));
  }

  static ReplicaRestartOrdered restarted() {
    return new ReplicaRestartOrdered(SECOND, 1, HOST_2, POLICY, CredentialPolicy.VERSION);
  }

  static ReplicaCrashed secondCrashed() {
    return new ReplicaCrashed(SECOND, 1, HOST_2, CRASH);
  }

  static ReplicaQueued queuedAgain() {
    return new ReplicaQueued(SECOND);
  }

  static ReplicaFailed secondFailed() {
    return new ReplicaFailed(
        SECOND, 1, HOST_2, CRASH, new Backoff("backoff/2", 1, START.plusSeconds(30)), null);
  }

  static ReplicaLost secondLost() {
    return new ReplicaLost(SECOND, 1, HOST_2);
  }

  static FencingStarted secondFenced() {
    return new FencingStarted(SECOND, 1, HOST_2);
  }

  /** One past for each pair of states that can be. */
  static Map<String, List<InstanceEvent>> all() {
    Map<String, List<InstanceEvent>> all = new LinkedHashMap<>();
    all.put("two: Asleep", twoAsleep());
    all.put("two: Running and Starting", twoStarting());
    all.put("two: Running", twoRunning());
    all.put("two: Running and Stopping", Lives.plus(twoRunning(), restarted()));
    all.put("two: Running and Queued", Lives.plus(twoRunning(), secondCrashed(), queuedAgain()));
    all.put("two: Running and BackingOff", Lives.plus(twoRunning(), secondFailed()));
    all.put("two: Running and Fencing", Lives.plus(twoRunning(), secondLost(), secondFenced()));
    all.put(
        "two: Stopping then ASLEEP",
        Lives.plus(twoRunning(), new InstancePassivated(API, null, null)));
    all.put("two: Stopping then DELETED", Lives.plus(twoRunning(), Lives.deletedAt(false)));
    return all;
  }
}
