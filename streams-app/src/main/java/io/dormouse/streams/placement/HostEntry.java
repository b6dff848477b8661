package io.dormouse.streams.placement;

import io.dormouse.schemas.host.HeldReplica;
import io.dormouse.schemas.host.HostReport;
import io.dormouse.schemas.host.HostView;
import io.dormouse.schemas.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the scheduler knows of a host: its last report, and what was reserved on it since. Reserved
 * is what the host says it holds, and what was placed there but is not in its report yet.
 *
 * @param lastReport when the broker took it
 */
public record HostEntry(HostReport report, Instant lastReport, List<Reservation> reservations) {

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

  static HostEntry first(HostReport report, Instant at) {
    return new HostEntry(report, at, List.of());
  }

  HostEntry reported(HostReport newReport, Instant at) {
    Set<ReplicaId> held =
        newReport.replicas().stream().map(HeldReplica::replica).collect(Collectors.toSet());
    return new HostEntry(
        newReport,
        at,
        reservations.stream()
            .filter(r -> held.contains(r.replica()) || r.since().plus(REPORTED_WITHIN).isAfter(at))
            .toList());
  }

  HostEntry reserve(Reservation reservation) {
    return new HostEntry(
        report,
        lastReport,
        Stream.concat(without(reservation.replica()), Stream.of(reservation)).toList());
  }

  /** Frees what that generation, or an older one, had reserved. */
  HostEntry release(ReplicaId replica, long generation) {
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
    return new HostEntry(
        freed,
        lastReport,
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
    return report.memoryBudgetBytes() - reservedBytes();
  }

  boolean suspect(Instant now) {
    return lastReport.plus(SUSPECT_AFTER).isBefore(now);
  }

  HostView view() {
    return new HostView(
        report.host(),
        report.pool(),
        report.driver(),
        report.cores(),
        report.memoryBudgetBytes(),
        reservedBytes(),
        report.replicas().size(),
        lastReport);
  }

  private Stream<Reservation> without(ReplicaId replica) {
    return reservations.stream().filter(r -> !r.replica().equals(replica));
  }
}
