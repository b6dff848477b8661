package io.dormouse.core.placement;

import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's knowledge of a host: its last report, and reservations since. Reserved is the
 * memory of all replicas that the host reports, and of placements that are not in its report yet.
 *
 * @param lastReport time at which the broker took the last report
 * @param refusal memory limit implied by the host's refusals since its last report, or null
 * @param held true if its room is held for a replica that has waited long
 * @param life changes by silence and by reports
 * @param events number of the host's events so far
 */
public record HostEntry(
    HostReport report,
    Instant lastReport,
    List<Reservation> reservations,
    @Nullable Refusal refusal,
    boolean held,
    HostLife life,
    int events) {

  /** Silence after which nothing is placed on a host. */
  static final Duration SUSPECT_AFTER = Duration.ofSeconds(6);

  /** Silence after which a host counts as lost. */
  static final Duration LOST_AFTER = Duration.ofSeconds(15);

  /** Time after which a placement that is not in the host's reports counts as lost. */
  private static final Duration REPORTED_WITHIN = Duration.ofSeconds(10);

  public HostEntry {
    reservations = List.copyOf(reservations);
  }

  /**
   * Memory reserved for a replica.
   *
   * @param confirmed true if the instance has accepted the placement
   */
  public record Reservation(
      ReplicaId replica, long generation, long memoryBytes, boolean confirmed, Instant since) {}

  /** Upper bound of a host's free memory after a refusal, whatever its last report said. */
  public record Refusal(long freeBytes, Instant at) {}

  HostId id() {
    return report.host();
  }

  static HostEntry first(HostReport report, Instant at) {
    return new HostEntry(report, at, List.of(), null, false, HostLife.REPORTING, 0);
  }

  /**
   * The entry after a report. A report older than the newest refusal does not prove that there is
   * room.
   */
  public HostEntry reported(HostReport newReport, Instant at) {
    Set<ReplicaId> inReport =
        newReport.replicas().stream().map(HeldReplica::replica).collect(Collectors.toSet());
    return new HostEntry(
        newReport,
        at,
        reservations.stream()
            .filter(
                r -> inReport.contains(r.replica()) || r.since().plus(REPORTED_WITHIN).isAfter(at))
            .toList(),
        refusal != null && refusal.at().isBefore(at) ? null : refusal,
        held,
        HostLife.REPORTING,
        events);
  }

  /** The entry after a silence of that length. Only a report makes a host's life better. */
  HostEntry silentFor(Duration silence) {
    HostLife bySilence =
        silence.compareTo(LOST_AFTER) > 0
            ? HostLife.LOST
            : silence.compareTo(SUSPECT_AFTER) > 0 ? HostLife.SUSPECT : HostLife.REPORTING;
    return bySilence.compareTo(life) > 0 ? with(bySilence, events) : this;
  }

  /** The entry with one event more. */
  HostEntry counted() {
    return with(life, events + 1);
  }

  private HostEntry with(HostLife newLife, int newEvents) {
    return new HostEntry(report, lastReport, reservations, refusal, held, newLife, newEvents);
  }

  public HostEntry reserve(Reservation reservation) {
    return holding(
        report, Stream.concat(without(reservation.replica()), Stream.of(reservation)).toList());
  }

  /** The entry after the host refused the replica. */
  public HostEntry refused(ReplicaId replica, long memoryBytes, Instant at) {
    HostEntry without = with(report, without(replica).toList(), refusal);
    long most = Math.min(without.freeBytes(), memoryBytes - 1);
    return with(report, without.reservations(), new Refusal(most, at));
  }

  /** The entry after the instance stopped waiting for the placement. */
  public HostEntry withdrawn(ReplicaId replica) {
    return holding(
        report,
        reservations.stream().filter(r -> !r.replica().equals(replica) || r.confirmed()).toList());
  }

  HostEntry heldIf(boolean newHeld) {
    return new HostEntry(report, lastReport, reservations, refusal, newHeld, life, events);
  }

  /** The entry with other reservations, which also change the limit of a refusal. */
  private HostEntry holding(HostReport newReport, List<Reservation> newReservations) {
    HostEntry changed = with(newReport, newReservations, null);
    long freed = reservedBytes() - changed.reservedBytes();
    return refusal == null
        ? changed
        : with(newReport, newReservations, new Refusal(refusal.freeBytes() + freed, refusal.at()));
  }

  private HostEntry with(
      HostReport newReport, List<Reservation> newReservations, @Nullable Refusal newRefusal) {
    return new HostEntry(newReport, lastReport, newReservations, newRefusal, held, life, events);
  }

  /** Frees reservations of that generation and older ones. */
  public HostEntry release(ReplicaId replica, long generation) {
    HostReport freed =
        reportOf(
            report.replicas().stream()
                .filter(h -> !(h.replica().equals(replica) && h.generation() <= generation))
                .toList());
    return holding(
        freed,
        reservations.stream()
            .filter(r -> !(r.replica().equals(replica) && r.generation() <= generation))
            .toList());
  }

  /** The loss of all replicas that it counts here, as commands to their instances. */
  List<LoseReplica> lost() {
    Map<ReplicaId, Long> newest = new TreeMap<>(Comparator.comparing(ReplicaId::toString));
    report.replicas().forEach(held -> newest.merge(held.replica(), held.generation(), Math::max));
    reservations.forEach(r -> newest.merge(r.replica(), r.generation(), Math::max));
    return newest.entrySet().stream()
        .map(e -> new LoseReplica(e.getKey(), e.getValue(), id()))
        .toList();
  }

  /** The entry without all that it held; a host that returns reports what it still has. */
  HostEntry givenUp() {
    return with(reportOf(List.of()), List.of(), null);
  }

  private HostReport reportOf(List<HeldReplica> replicas) {
    return new HostReport(
        report.host(),
        report.pool(),
        report.incarnation(),
        report.driver(),
        report.cores(),
        report.memoryBudgetBytes(),
        replicas);
  }

  /** True if another replica of its instance is here or on its way. */
  boolean hasOtherOf(ReplicaId replica) {
    return Stream.concat(
            report.replicas().stream().map(HeldReplica::replica),
            reservations.stream().map(Reservation::replica))
        .anyMatch(other -> other.instance().equals(replica.instance()) && !other.equals(replica));
  }

  long reservedBytes() {
    Set<ReplicaId> reserved =
        reservations.stream().map(Reservation::replica).collect(Collectors.toSet());
    long held =
        report.replicas().stream()
            .filter(replica -> !reserved.contains(replica.replica()))
            .mapToLong(HeldReplica::memoryBytes)
            .sum();
    return held + reservations.stream().mapToLong(Reservation::memoryBytes).sum();
  }

  long freeBytes() {
    long free = report.memoryBudgetBytes() - reservedBytes();
    return refusal == null ? free : Math.min(free, refusal.freeBytes());
  }

  public HostView view() {
    return new HostView(
        report.host(),
        report.pool(),
        report.driver(),
        report.cores(),
        report.memoryBudgetBytes(),
        report.memoryBudgetBytes() - freeBytes(),
        report.replicas().size(),
        lastReport,
        held,
        life);
  }

  private Stream<Reservation> without(ReplicaId replica) {
    return reservations.stream().filter(r -> !r.replica().equals(replica));
  }
}
