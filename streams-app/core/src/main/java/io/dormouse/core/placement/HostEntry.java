package io.dormouse.core.placement;

import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of a host: its last report, and what was reserved on it since. Reserved
 * is what the host says it holds, and what was placed there but is not in its report yet.
 *
 * @param lastReport when the broker took it
 * @param refusal what the host's refusals since its last report say, or null
 * @param held whether its room is kept for a replica that has waited long
 */
public record HostEntry(
    HostReport report,
    Instant lastReport,
    List<Reservation> reservations,
    @Nullable Refusal refusal,
    boolean held) {

  /** How long a host may be silent before nothing is placed on it. */
  static final Duration SUSPECT_AFTER = Duration.ofSeconds(6);

  /** How long a placement may stay out of the host's reports before it is taken for lost. */
  private static final Duration REPORTED_WITHIN = Duration.ofSeconds(10);

  public HostEntry {
    reservations = List.copyOf(reservations);
  }

  /**
   * Memory that is kept for a replica.
   *
   * @param confirmed whether the instance has accepted the placement
   */
  public record Reservation(
      ReplicaId replica, long generation, long memoryBytes, boolean confirmed, Instant since) {}

  /**
   * Memory that a host can have free at most, since it refused a replica, whatever its last report
   * said.
   */
  public record Refusal(long freeBytes, Instant at) {}

  public static HostEntry first(HostReport report, Instant at) {
    return new HostEntry(report, at, List.of(), null, false);
  }

  /** A report that was written before the newest refusal does not say that there is room again. */
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
        held);
  }

  public HostEntry reserve(Reservation reservation) {
    return holding(
        report, Stream.concat(without(reservation.replica()), Stream.of(reservation)).toList());
  }

  /** The host had no room for that replica, and holds nothing of it. */
  public HostEntry refused(ReplicaId replica, long memoryBytes, Instant at) {
    HostEntry without = new HostEntry(report, lastReport, without(replica).toList(), refusal, held);
    long most = Math.min(without.freeBytes(), memoryBytes - 1);
    return new HostEntry(report, lastReport, without.reservations(), new Refusal(most, at), held);
  }

  /** Its instance does not wait for the placement there any more. */
  public HostEntry withdrawn(ReplicaId replica) {
    return holding(
        report,
        reservations.stream().filter(r -> !r.replica().equals(replica) || r.confirmed()).toList());
  }

  HostEntry heldIf(boolean newHeld) {
    return new HostEntry(report, lastReport, reservations, refusal, newHeld);
  }

  /** What is freed or reserved, is so for what a refusal said, too. */
  private HostEntry holding(HostReport newReport, List<Reservation> newReservations) {
    HostEntry changed = new HostEntry(newReport, lastReport, newReservations, null, held);
    long freed = reservedBytes() - changed.reservedBytes();
    return refusal == null
        ? changed
        : new HostEntry(
            newReport,
            lastReport,
            newReservations,
            new Refusal(refusal.freeBytes() + freed, refusal.at()),
            held);
  }

  /** Frees what that generation, or an older one, had reserved. */
  public HostEntry release(ReplicaId replica, long generation) {
    HostReport freed =
        new HostReport(
            report.host(),
            report.pool(),
            report.incarnation(),
            report.driver(),
            report.cores(),
            report.memoryBudgetBytes(),
            report.replicas().stream()
                .filter(h -> !(h.replica().equals(replica) && h.generation() <= generation))
                .toList());
    return holding(
        freed,
        reservations.stream()
            .filter(r -> !(r.replica().equals(replica) && r.generation() <= generation))
            .toList());
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

  boolean suspect(Instant now) {
    return lastReport.plus(SUSPECT_AFTER).isBefore(now);
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
        held);
  }

  private Stream<Reservation> without(ReplicaId replica) {
    return reservations.stream().filter(r -> !r.replica().equals(replica));
  }
}
