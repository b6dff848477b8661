package io.dormouse.core.instance.state;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.core.GoldenText;
import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceMatrixTest;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceEvent.SchemaDropped;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

public class InstanceEvolutionTest {

  /** Events that can follow each state; a pair that is not in the table throws. */
  @Test
  void shouldThrowAtEveryPairThatIsNotInTheTable() throws IOException {
    StringBuilder table =
        new StringBuilder("# Which event can follow on which state, and where it leads.\n");
    Lives.all()
        .forEach((name, past) -> {
          table.append("\n");
          events()
              .forEach((event, one) ->
                  table.append(
                      "%-34s| %-28s| %s%n"
                          .formatted(name, event, follow(given(past).state(), one))));
        });
    new GoldenText("instance-evolution.txt").isEqualTo(table.toString());
  }

  @Test
  void shouldHaveEveryEventInTheTable() {
    assertThat(events().values().stream().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(eventTypes());
  }

  private static List<Class<?>> eventTypes() {
    return Stream.of(InstanceEvent.class.getPermittedSubclasses())
        .<Class<?>>flatMap(
            type -> type.isSealed() ? Stream.of(type.getPermittedSubclasses()) : Stream.of(type))
        .toList();
  }

  @Test
  void shouldSayWhatIsBroken() {
    assertThatThrownBy(() ->
            InstanceEvolution.evolve(given(Lives.asleep()).state(), recorded(4, Lives.started(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Expected no InstanceStarted of acme in the state ASLEEP (event e-4).");
  }

  @Test
  void shouldThrowAtAGapOrADoubleInTheLog() {
    assertBroken(Lives.asleep(), 3, new InstanceWoken(REQUEST));
    assertBroken(Lives.asleep(), 5, new InstanceWoken(REQUEST));
    assertBroken(List.of(), 2, Lives.requested());
    assertBroken(Lives.deleted(), 1, Lives.requested());
  }

  private static void assertBroken(List<InstanceEvent> past, long sequence, InstanceEvent event) {
    assertThatThrownBy(
            () -> InstanceEvolution.evolve(given(past).state(), recorded(sequence, event)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Expected event ");
  }

  @Test
  void shouldFoldAFullLife() {
    List<InstanceEvent> life = fullLife();

    assertThat(life.stream().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(eventTypes());
    assertThat(given(life).state()).isInstanceOf(InstanceState.Deleted.class);
  }

  /** One life with every event there is. */
  public static List<InstanceEvent> fullLife() {
    return Lives.plus(
        List.of(
            Lives.requestedOwn(Sample.TRIAL),
            Lives.FAILED_STEP,
            new ResourcesRequested(API, null),
            new DatabaseBound("pg-1"),
            Lives.issued(2),
            new ResourcesProvided(ResourceMode.OWN),
            new DomainAdded(DOMAIN),
            new PolicyChanged(PassivationPolicy.DEFAULT, 1),
            new InstanceWoken(REQUEST),
            new ReplicaQueued(REPLICA),
            Lives.placed(1)),
        new ReplicaRefused(REPLICA, 1, HOST_1, "no room"),
        Lives.placed(2),
        Lives.started(2),
        new ActivityRecorded(START.plusSeconds(400), 12, 1),
        new DomainAdded(new DomainName("acme.org")),
        new DomainRemoved(DOMAIN),
        new InstancePassivated(API, null, null),
        new InstanceWoken(REQUEST),
        Lives.ended(2),
        Lives.placed(3),
        Lives.started(3),
        new InstancePassivated(API, null, null),
        new ReplicaLost(REPLICA, 3, HOST_1),
        new InstanceWoken(REQUEST),
        new FencingStarted(REPLICA, 3, HOST_1),
        Lives.issued(3),
        new ReplicaQueued(REPLICA),
        Lives.placed(4),
        Lives.started(4),
        new ReplicaRestartOrdered(REPLICA, 4, HOST_1, API, CredentialPolicy.VERSION),
        Lives.ended(4),
        Lives.placed(5),
        Lives.started(5),
        Lives.crashed(5),
        new InstanceWoken(REQUEST),
        Lives.placed(6),
        replicaFailed(6),
        Lives.placed(7),
        failed(7),
        new InstanceStopped(API),
        new ExpiryNoticed(Sample.TRIAL.id(), START.plus(Duration.ofDays(14)), Duration.ofDays(7)),
        new InstanceExpired(Sample.TRIAL.id(), START.plus(Duration.ofDays(14))),
        Lives.deletedAt(true),
        new ResourcesRequested(API, null),
        new PlanChanged(Sample.TRIAL),
        new InstanceRestored(API),
        Lives.issued(5),
        new ResourcesProvided(ResourceMode.OWN),
        Lives.deletedAt(true),
        new ResourcesRequested(API, null),
        new AccessRevoked(),
        new DataExported("/exports/acme.tar.gz", 12),
        new RemovalStarted(),
        new SchemaDropped(),
        new BucketDeleted(),
        new InstanceRemoved());
  }

  @Test
  void shouldKnowItsStartsAndTheMiddleOneOfTheLatest() {
    Living state = (Living) given(Lives.running()).state();

    assertThat(state.facts().startDurations()).containsExactly(Duration.ofMillis(695));
    assertThat(state.facts().expectedStart()).isEqualTo(Duration.ofMillis(695));
    assertThat(((Living) given(Lives.asleep()).state()).facts().expectedStart())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldKeepTheIdleWindowWhenUseIsRecorded() {
    Awake before = (Awake) given(Lives.running()).state();
    Awake after =
        (Awake) given(Lives.plus(Lives.running(), new ActivityRecorded(START, 1, 0))).state();

    assertThat(after.facts().replicas()).isEqualTo(before.facts().replicas());
    assertThat(Duration.between(before.activityRecordedAt(), after.activityRecordedAt()))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldForgetFailuresWhenItIsPutToRest() {
    Living failed = (Living) given(Lives.failed()).state();
    Living stopped = (Living) given(Lives.plus(Lives.failed(), new InstanceStopped(API))).state();

    assertThat(failed.facts().replica(0).failuresInRow()).isEqualTo(1);
    assertThat(stopped.facts().replica(0).failuresInRow()).isZero();
  }

  @Test
  void shouldRememberTheNewestCommandsButNoReportsAndNoTimers() {
    InstanceState state = given(Lives.asleep()).state();
    for (int i = 0; i < 40; i++) {
      InstanceEvent event = i % 2 == 0 ? new DomainRemoved(DOMAIN) : new DomainAdded(DOMAIN);
      ActorKind kind = i < 36 ? ActorKind.API_USER : i < 38 ? ActorKind.HOST : ActorKind.POLICY;
      state = InstanceEvolution.evolve(state, by(kind, ((Existing) state).sequence() + 1, event));
    }

    List<String> remembered =
        ((Asleep) state).recentCommands().stream().map(CommandId::value).toList();

    assertThat(remembered).hasSize(32).startsWith("c-8").endsWith("c-39");
  }

  private static String follow(InstanceState state, InstanceEvent event) {
    try {
      long sequence = state instanceof Existing e ? e.sequence() + 1 : 1;
      Existing after = InstanceEvolution.evolve(state, recorded(sequence, event));
      return InstanceMatrixTest.after(after);
    } catch (IllegalStateException e) {
      return "throws";
    }
  }

  private static Map<String, InstanceEvent> events() {
    Map<String, InstanceEvent> events = new LinkedHashMap<>();
    Stream.of(
            Lives.requested(),
            new ResourcesProvided(ResourceMode.SHARED),
            new InstanceWoken(REQUEST),
            new ReplicaQueued(REPLICA),
            new ActivityRecorded(START, 1, 0),
            new InstancePassivated(API, null, null),
            new InstanceStopped(API),
            Lives.deletedAt(false),
            Lives.lost(),
            new DatabaseBound("pg-2"),
            Lives.issued(2),
            new ResourcesRequested(API, null),
            new ResourcesFailed(2, ResourceStep.SEED, "no such file"),
            new AccessRevoked(),
            new DataExported("/exports/acme.tar.gz", 12),
            new RemovalStarted(),
            new SchemaDropped(),
            new BucketDeleted(),
            new InstanceRemoved(),
            new InstanceRestored(API),
            new ExpiryNoticed(Sample.TRIAL.id(), START, Duration.ofDays(1)),
            new InstanceExpired(Sample.TRIAL.id(), START.plus(Duration.ofDays(14))),
            new PlanChanged(Sample.TRIAL),
            new PolicyChanged(PassivationPolicy.DEFAULT, null))
        .forEach(event -> events.put(event.getClass().getSimpleName(), event));
    events.put("DomainAdded, new", new DomainAdded(new DomainName("acme.org")));
    events.put("DomainAdded, there", new DomainAdded(DOMAIN));
    events.put("DomainRemoved, there", new DomainRemoved(DOMAIN));
    events.put("DomainRemoved, missing", new DomainRemoved(new DomainName("acme.org")));
    for (long generation : new long[] {0, 1, 2}) {
      events.put("ReplicaPlaced " + generation, Lives.placed(generation));
      events.put(
          "ReplicaRefused " + generation,
          new ReplicaRefused(REPLICA, generation, HOST_1, "no room"));
      events.put("FencingStarted " + generation, new FencingStarted(REPLICA, generation, HOST_1));
      events.put(
          "ReplicaRestartOrdered " + generation,
          new ReplicaRestartOrdered(REPLICA, generation, HOST_1, API, CredentialPolicy.VERSION));
      events.put("ReplicaFailed " + generation, replicaFailed(generation));
      events.put("InstanceStarted " + generation, Lives.started(generation));
      events.put("InstanceFailed " + generation, failed(generation));
      events.put("ReplicaCrashed " + generation, Lives.crashed(generation));
      events.put("ReplicaStopped " + generation, Lives.ended(generation));
    }
    return events;
  }

  private static InstanceEvent replicaFailed(long generation) {
    InstanceEvent.InstanceFailed one = Lives.failed(Lives.CRASH);
    return new InstanceEvent.ReplicaFailed(
        REPLICA, generation, HOST_1, one.failure(), one.backoff(), null);
  }

  private static InstanceEvent failed(long generation) {
    InstanceEvent.InstanceFailed one = Lives.failed(Lives.CRASH);
    return new InstanceEvent.InstanceFailed(
        REPLICA, generation, HOST_1, one.failure(), one.backoff(), null);
  }

  private static RecordedEvent recorded(long sequence, InstanceEvent event) {
    return new RecordedEvent(
        new EventId("e-" + sequence),
        ACME,
        sequence,
        START.plus(Duration.ofHours(1)),
        new CommandId("c-" + sequence),
        Actor.system("test"),
        event);
  }

  private static RecordedEvent by(ActorKind kind, long sequence, InstanceEvent event) {
    RecordedEvent one = recorded(sequence, event);
    return new RecordedEvent(
        one.id(),
        one.instance(),
        sequence,
        one.time(),
        one.causedBy(),
        new Actor(kind, "x"),
        event);
  }

  /** Records the events as the shell would, one second apart. */
  public static List<RecordedEvent> history(List<InstanceEvent> life) {
    List<RecordedEvent> history = new ArrayList<>();
    life.forEach(event -> history.add(recorded(history.size() + 1L, event)));
    return history;
  }
}
