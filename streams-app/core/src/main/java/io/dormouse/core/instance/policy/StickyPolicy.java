package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sticky wake: the last host runs the instance again, without the scheduler, if it reports and has
 * room that is not held for another. An old view counts for nothing, since a scheduler that stands
 * still changes no life.
 */
public final class StickyPolicy {

  static final String VERSION = "sticky/2";
  private static final Duration LATELY = Duration.ofSeconds(6);

  private StickyPolicy() {}

  /**
   * The placement of a replica on its last host.
   *
   * @param host view of that host, or null if it is unknown or another replica is there
   */
  public static Optional<ReplicaPlaced> place(
      Facts facts, Replica replica, @Nullable HostView host, Instant now) {
    long needed = facts.origin().spec().memoryBytes();
    if (host == null) {
      return Optional.empty();
    }
    boolean good =
        host.host().equals(replica.lastHost())
            && host.pool().equals(facts.origin().pool())
            && host.life() == HostLife.REPORTING
            && !host.lastReport().plus(LATELY).isBefore(now)
            && !host.held()
            && host.memoryFreeBytes() >= needed;
    return good
        ? Optional.of(
            new ReplicaPlaced(
                facts.id(replica),
                replica.generation() + 1,
                host.host(),
                true,
                new PlacementInputs(VERSION, 1, needed, host.memoryFreeBytes())))
        : Optional.empty();
  }
}
