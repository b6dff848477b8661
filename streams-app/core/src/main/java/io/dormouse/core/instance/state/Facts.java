package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data of an instance in every state of its life.
 *
 * @param sequence sequence of its newest event
 * @param since time of the change to its state
 * @param replicas all of its replicas, by their index
 * @param startDurations durations of its latest starts, oldest first
 * @param recentCommands accepted commands and reports, oldest first, to detect repeats
 * @param lastCause cause of its last start or stop
 * @param resources its resources outside the container, or null for none
 * @param plan the plan of its owner, or null
 * @param expiry end of its plan, or null for never
 * @param wanted period in which it is, or was last, wanted awake, or null
 * @param changedFiles changed files of the container that was stopped last, or null for none
 * @param policy passivation policy after its latest change, or null for the one it was made with
 */
public record Facts(
    InstanceId id,
    InstanceRequested origin,
    long sequence,
    Instant since,
    List<Replica> replicas,
    List<DomainName> domains,
    List<Duration> startDurations,
    List<CommandId> recentCommands,
    @Nullable Cause lastCause,
    @Nullable Resources resources,
    @Nullable PlanId plan,
    @Nullable Expiry expiry,
    @Nullable Wanted wanted,
    @Nullable ChangedFiles changedFiles,
    @Nullable PolicyInForce policy) {

  static final int COMMANDS_REMEMBERED = 32;
  private static final int STARTS_REMEMBERED = 5;

  /**
   * Period in which it is wanted awake.
   *
   * @param since time of the wake
   * @param last time of the last recorded request
   */
  public record Wanted(Instant since, Instant last) {}

  public Facts {
    replicas = List.copyOf(replicas);
    domains = List.copyOf(domains);
    startDurations = List.copyOf(startDurations);
    recentCommands = List.copyOf(recentCommands);
  }

  /** Facts of a new instance. The numbers of a deleted one of that name go on. */
  static Facts first(RecordedEvent event, InstanceRequested origin, @Nullable Deleted before) {
    long generation = before == null ? 0 : before.generation();
    return new Facts(
            event.instance(),
            origin,
            before == null ? 0 : before.sequence(),
            event.time(),
            IntStream.range(0, origin.replicas())
                .mapToObj(index -> Replica.first(index, generation))
                .toList(),
            List.of(),
            List.of(),
            before == null ? List.of() : before.recentCommands(),
            null,
            origin.resource() == null
                ? null
                : Resources.first(origin.resource(), origin.replicas()),
            origin.plan() == null ? null : origin.plan().id(),
            Expiry.of(origin.plan(), event.time()),
            null,
            null,
            null)
        .following(event);
  }

  /** The replica of that index, if the instance has so many. */
  public Optional<Replica> find(ReplicaId replica) {
    return replica.instance().equals(id) && replica.index() < replicas.size()
        ? Optional.of(replicas.get(replica.index()))
        : Optional.empty();
  }

  public Replica replica(int index) {
    return replicas.get(index);
  }

  public ReplicaId id(Replica replica) {
    return new ReplicaId(id, replica.index());
  }

  /** Replicas in a state of that type. */
  public <S extends ReplicaState> List<Replica> replicasIn(Class<S> type) {
    return replicas.stream().filter(replica -> type.isInstance(replica.state())).toList();
  }

  public boolean has(Class<? extends ReplicaState> type) {
    return replicas.stream().anyMatch(replica -> type.isInstance(replica.state()));
  }

  /** States of that type. */
  public <S extends ReplicaState> Stream<S> states(Class<S> type) {
    return replicas.stream().map(Replica::state).filter(type::isInstance).map(type::cast);
  }

  /** Newest generation of any replica. */
  public long generation() {
    return replicas.stream().mapToLong(Replica::generation).max().orElse(0);
  }

  /** The passivation policy in force. */
  public PassivationPolicy passivation() {
    return policy == null ? origin.passivation() : policy.passivation();
  }

  /** True if it is never put to sleep for want of use. */
  public boolean keptAwake() {
    return passivation().of(plan).keepsAwake();
  }

  /** True if its policy is its blueprint's and changes with it. */
  public boolean followsBlueprint() {
    return followedVersion() != null;
  }

  /** True if its policy is that of an older version of its blueprint, which it follows. */
  public boolean followsOlderThan(int version) {
    Integer followed = followedVersion();
    return followed != null && followed < version;
  }

  private @Nullable Integer followedVersion() {
    if (policy != null) {
      return policy.blueprintVersion();
    }
    return origin.followsBlueprint() ? (Integer) origin.blueprintVersion() : null;
  }

  /** Median of the latest starts, or ten seconds before the first. */
  public Duration expectedStart() {
    return startDurations.isEmpty()
        ? Duration.ofSeconds(10)
        : startDurations.stream().sorted().toList().get(startDurations.size() / 2);
  }

  /**
   * True if a replica needs new credentials before it may start: an older generation may still run
   * with the current ones, or others were requested already.
   */
  public boolean mustFence(Replica replica) {
    return resources != null
        && (replica.state() instanceof ReplicaState.Lost
            || resources.of(replica.index()).pending());
  }

  /** These facts after one more event. */
  Facts following(RecordedEvent event) {
    if (event.sequence() != sequence + 1) {
      throw new IllegalStateException(
          "Expected event %d of %s, but got %d.".formatted(sequence + 1, id, event.sequence()));
    }
    return with(draft -> {
      draft.sequence = event.sequence();
      draft.recentCommands = remember(recentCommands, event);
    });
  }

  /**
   * The remembered commands after an event; of hosts' reports only those that one generation can
   * repeat.
   */
  static List<CommandId> remember(List<CommandId> commands, RecordedEvent event) {
    boolean sent =
        switch (event.actor().kind()) {
          case HOST -> event.event() instanceof InstanceStarted;
          case POLICY -> false;
          case EDGE, SCHEDULE, API_USER, OPERATOR, SCHEDULER, SYSTEM -> true;
        };
    return sent && !commands.contains(event.causedBy())
        ? newest(commands, event.causedBy(), COMMANDS_REMEMBERED)
        : commands;
  }

  Facts enteredAt(Instant time) {
    return with(draft -> draft.since = time);
  }

  /** The facts with one replica changed. */
  public Facts with(Replica changed) {
    return withReplicas(replica -> replica.index() == changed.index() ? changed : replica);
  }

  /** The facts with every replica changed. */
  Facts withReplicas(UnaryOperator<Replica> change) {
    return with(draft -> draft.replicas = replicas.stream().map(change).toList());
  }

  Facts wantedAnew(Instant now) {
    return with(draft -> draft.wanted = new Wanted(now, now));
  }

  Facts stillWanted(Instant now) {
    Instant begin = wanted == null ? since : wanted.since();
    return with(draft -> draft.wanted = new Wanted(begin, now));
  }

  /** Time since which it is wanted, which is its position in the queue. */
  Instant wantedSince(Instant now) {
    return wanted == null ? now : wanted.since();
  }

  Facts causedBy(Cause cause) {
    return with(draft -> draft.lastCause = cause);
  }

  Facts startedIn(Duration duration) {
    return with(
        draft -> draft.startDurations = newest(startDurations, duration, STARTS_REMEMBERED));
  }

  Facts withDomains(List<DomainName> newDomains) {
    return with(draft -> draft.domains = newDomains);
  }

  Facts onPlan(Plan newPlan, Instant now) {
    return with(draft -> {
      draft.plan = newPlan.id();
      draft.expiry = Expiry.of(newPlan, now);
    });
  }

  Facts under(PolicyInForce newPolicy) {
    return with(draft -> draft.policy = newPolicy);
  }

  Facts withExpiry(@Nullable Expiry newExpiry) {
    return with(draft -> draft.expiry = newExpiry);
  }

  Facts stoppedWith(@Nullable ChangedFiles files) {
    return with(draft -> draft.changedFiles = files);
  }

  /** Changes its resources, if it has any. */
  Facts withResources(UnaryOperator<Resources> change) {
    return resources == null ? this : with(draft -> draft.resources = change.apply(resources));
  }

  private Facts with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.facts(this);
  }

  private static <T> List<T> newest(List<T> list, T added, int most) {
    return Stream.concat(list.stream().skip(Math.max(0, list.size() - most + 1)), Stream.of(added))
        .toList();
  }

  /** Builder of changed facts. */
  private static final class Draft {
    private long sequence;
    private Instant since;
    private List<Replica> replicas;
    private List<DomainName> domains;
    private List<Duration> startDurations;
    private List<CommandId> recentCommands;
    private @Nullable Cause lastCause;
    private @Nullable Resources resources;
    private @Nullable PlanId plan;
    private @Nullable Expiry expiry;
    private @Nullable Wanted wanted;
    private @Nullable ChangedFiles changedFiles;
    private @Nullable PolicyInForce policy;

    Draft(Facts facts) {
      sequence = facts.sequence;
      since = facts.since;
      replicas = facts.replicas;
      domains = facts.domains;
      startDurations = facts.startDurations;
      recentCommands = facts.recentCommands;
      lastCause = facts.lastCause;
      resources = facts.resources;
      plan = facts.plan;
      expiry = facts.expiry;
      wanted = facts.wanted;
      changedFiles = facts.changedFiles;
      policy = facts.policy;
    }

    Facts facts(Facts before) {
      return new Facts(
          before.id,
          before.origin,
          sequence,
          since,
          replicas,
          domains,
          startDurations,
          recentCommands,
          lastCause,
          resources,
          plan,
          expiry,
          wanted,
          changedFiles,
          policy);
    }
  }
}
