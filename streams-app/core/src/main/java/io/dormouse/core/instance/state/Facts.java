package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instance in every state of its life.
 *
 * @param sequence of its newest event
 * @param since when it entered its state
 * @param generation the newest given to its replica, 0 before the first
 * @param lastHost that ran it, or runs it
 * @param failuresInRow starts that failed since the last that did well
 * @param startDurations of its latest starts, oldest first
 * @param recentCommands commands and reports that it accepted, oldest first, to know one that comes
 *     twice
 * @param lastCause why it was last started or stopped
 * @param resources what it owns outside its container, or null for nothing
 * @param unconfirmed the host where its newest generation may still run, though it should not; or
 *     null
 * @param plan what its owner has signed up for, or null
 * @param expiry when its plan ends, or null for never
 * @param crashedAt when a replica of it last ended by itself and was started again at once, or null
 * @param wanted since when it is wanted up, or was last, or null
 * @param changedFiles in the container that was stopped last, or null for none
 */
public record Facts(
    InstanceId id,
    InstanceRequested origin,
    long sequence,
    Instant since,
    long generation,
    @Nullable HostId lastHost,
    List<DomainName> domains,
    int failuresInRow,
    List<Duration> startDurations,
    List<CommandId> recentCommands,
    @Nullable Cause lastCause,
    @Nullable Resources resources,
    @Nullable HostId unconfirmed,
    @Nullable PlanId plan,
    @Nullable Expiry expiry,
    @Nullable Instant crashedAt,
    @Nullable Wanted wanted,
    @Nullable ChangedFiles changedFiles) {

  static final int COMMANDS_REMEMBERED = 32;
  private static final int STARTS_REMEMBERED = 5;

  /**
   * How long somebody has wanted it up.
   *
   * @param since when it was woken
   * @param last when it was last asked for, as far as that was recorded
   */
  public record Wanted(Instant since, Instant last) {}

  public Facts {
    domains = List.copyOf(domains);
    startDurations = List.copyOf(startDurations);
    recentCommands = List.copyOf(recentCommands);
  }

  /** Of an instance that was not there, or was deleted: then its numbers go on. */
  static Facts first(RecordedEvent event, InstanceRequested origin, @Nullable Deleted before) {
    return new Facts(
            event.instance(),
            origin,
            before == null ? 0 : before.sequence(),
            event.time(),
            before == null ? 0 : before.generation(),
            null,
            List.of(),
            0,
            List.of(),
            before == null ? List.of() : before.recentCommands(),
            null,
            origin.resource() == null ? null : Resources.first(origin.resource()),
            null,
            origin.plan() == null ? null : origin.plan().id(),
            Expiry.of(origin.plan(), event.time()),
            null,
            null,
            null)
        .following(event);
  }

  /** The only replica there is yet. */
  public ReplicaId replica() {
    return new ReplicaId(id, 0);
  }

  /** The middle one of the latest starts, or ten seconds before the first. */
  public Duration expectedStart() {
    return startDurations.isEmpty()
        ? Duration.ofSeconds(10)
        : startDurations.stream().sorted().toList().get(startDurations.size() / 2);
  }

  /**
   * Whether it needs new credentials before it may start: because an older generation may still run
   * with those it has, or because others were asked for already.
   */
  public boolean mustFence() {
    return resources != null && (unconfirmed != null || resources.pending());
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

  /** Of hosts' reports only those that one generation can have several of. */
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

  Facts withFailuresInRow(int failures) {
    return with(draft -> draft.failuresInRow = failures);
  }

  /** The host may still run it and does not say. */
  Facts unconfirmedOn(@Nullable HostId host) {
    return with(draft -> draft.unconfirmed = host);
  }

  /** Nothing of it is on its last host any more, and it need not go there again. */
  Facts withoutHost() {
    return with(draft -> {
      draft.lastHost = null;
      draft.unconfirmed = null;
    });
  }

  Facts crashed(Instant time) {
    return with(draft -> draft.crashedAt = time);
  }

  Facts wantedAnew(Instant now) {
    return with(draft -> draft.wanted = new Wanted(now, now));
  }

  Facts stillWanted(Instant now) {
    Instant begin = wanted == null ? since : wanted.since();
    return with(draft -> draft.wanted = new Wanted(begin, now));
  }

  /** Its place in the queue is that of its wake, whatever came between. */
  Facts queuedAt(Instant time) {
    return enteredAt(wanted == null ? time : wanted.since());
  }

  Facts causedBy(Cause cause) {
    return with(draft -> draft.lastCause = cause);
  }

  Facts placedOn(HostId host, long newGeneration) {
    return with(draft -> {
      draft.lastHost = host;
      draft.generation = newGeneration;
    });
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

  Facts withExpiry(@Nullable Expiry newExpiry) {
    return with(draft -> draft.expiry = newExpiry);
  }

  Facts stoppedWith(@Nullable ChangedFiles files) {
    return with(draft -> draft.changedFiles = files);
  }

  /** Changes what it owns; who owns nothing goes on owning nothing. */
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

  /** What can change. */
  private static final class Draft {
    private long sequence;
    private Instant since;
    private long generation;
    private @Nullable HostId lastHost;
    private List<DomainName> domains;
    private int failuresInRow;
    private List<Duration> startDurations;
    private List<CommandId> recentCommands;
    private @Nullable Cause lastCause;
    private @Nullable Resources resources;
    private @Nullable HostId unconfirmed;
    private @Nullable PlanId plan;
    private @Nullable Expiry expiry;
    private @Nullable Instant crashedAt;
    private @Nullable Wanted wanted;
    private @Nullable ChangedFiles changedFiles;

    Draft(Facts facts) {
      sequence = facts.sequence;
      since = facts.since;
      generation = facts.generation;
      lastHost = facts.lastHost;
      domains = facts.domains;
      failuresInRow = facts.failuresInRow;
      startDurations = facts.startDurations;
      recentCommands = facts.recentCommands;
      lastCause = facts.lastCause;
      resources = facts.resources;
      unconfirmed = facts.unconfirmed;
      plan = facts.plan;
      expiry = facts.expiry;
      crashedAt = facts.crashedAt;
      wanted = facts.wanted;
      changedFiles = facts.changedFiles;
    }

    Facts facts(Facts before) {
      return new Facts(
          before.id,
          before.origin,
          sequence,
          since,
          generation,
          lastHost,
          domains,
          failuresInRow,
          startDurations,
          recentCommands,
          lastCause,
          resources,
          unconfirmed,
          plan,
          expiry,
          crashedAt,
          wanted,
          changedFiles);
    }
  }
}
