package io.dormouse.streams.instance;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.ActorKind;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceEvent.InstanceRequested;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.RecordedEvent;
import io.dormouse.schemas.instance.ReplicaId;
import io.dormouse.streams.instance.InstanceState.Deleted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param recentCommands that it accepted, oldest first, to know a command that comes twice
 * @param lastCause why it was last started or stopped
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
    @Nullable Cause lastCause) {

  static final int COMMANDS_REMEMBERED = 32;
  private static final int STARTS_REMEMBERED = 5;

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
            null)
        .following(event);
  }

  /** The only replica there is yet. */
  ReplicaId replica() {
    return new ReplicaId(id, 0);
  }

  /** The middle one of the latest starts, or ten seconds before the first. */
  Duration expectedStart() {
    return startDurations.isEmpty()
        ? Duration.ofSeconds(10)
        : startDurations.stream().sorted().toList().get(startDurations.size() / 2);
  }

  /** These facts after one more event. */
  Facts following(RecordedEvent event) {
    if (event.sequence() != sequence + 1) {
      throw new IllegalStateException(
          "Expected event %d of %s, but got %d.".formatted(sequence + 1, id, event.sequence()));
    }
    return copy(event.sequence(), since, lastHost, failuresInRow, remember(recentCommands, event));
  }

  static List<CommandId> remember(List<CommandId> commands, RecordedEvent event) {
    boolean sent =
        event.actor().kind() != ActorKind.HOST && event.actor().kind() != ActorKind.POLICY;
    return sent && !commands.contains(event.causedBy())
        ? newest(commands, event.causedBy(), COMMANDS_REMEMBERED)
        : commands;
  }

  Facts enteredAt(Instant time) {
    return copy(sequence, time, lastHost, failuresInRow, recentCommands);
  }

  Facts withFailuresInRow(int failures) {
    return copy(sequence, since, lastHost, failures, recentCommands);
  }

  /** Nothing of it is on its last host any more, and it need not go there again. */
  Facts withoutHost() {
    return copy(sequence, since, null, failuresInRow, recentCommands);
  }

  Facts causedBy(Cause cause) {
    return new Facts(
        id,
        origin,
        sequence,
        since,
        generation,
        lastHost,
        domains,
        failuresInRow,
        startDurations,
        recentCommands,
        cause);
  }

  Facts placedOn(HostId host, long newGeneration) {
    return new Facts(
        id,
        origin,
        sequence,
        since,
        newGeneration,
        host,
        domains,
        failuresInRow,
        startDurations,
        recentCommands,
        lastCause);
  }

  Facts startedIn(Duration duration) {
    return new Facts(
        id,
        origin,
        sequence,
        since,
        generation,
        lastHost,
        domains,
        failuresInRow,
        newest(startDurations, duration, STARTS_REMEMBERED),
        recentCommands,
        lastCause);
  }

  Facts withDomains(List<DomainName> newDomains) {
    return new Facts(
        id,
        origin,
        sequence,
        since,
        generation,
        lastHost,
        newDomains,
        failuresInRow,
        startDurations,
        recentCommands,
        lastCause);
  }

  private Facts copy(
      long newSequence,
      Instant newSince,
      @Nullable HostId newHost,
      int newFailures,
      List<CommandId> newCommands) {
    return new Facts(
        id,
        origin,
        newSequence,
        newSince,
        generation,
        newHost,
        domains,
        newFailures,
        startDurations,
        newCommands,
        lastCause);
  }

  private static <T> List<T> newest(List<T> list, T added, int most) {
    return Stream.concat(list.stream().skip(Math.max(0, list.size() - most + 1)), Stream.of(added))
        .toList();
  }
}
