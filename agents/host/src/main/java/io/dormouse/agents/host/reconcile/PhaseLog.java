package io.dormouse.agents.host.reconcile;

import io.dormouse.language.host.StartPhases;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Notes when each phase of one start was reached; used by one thread at a time. */
final class PhaseLog {

  private final Clock clock;
  private final Instant commanded;
  private final Instant accepted;
  private @Nullable Instant imagePresent;
  private @Nullable Instant created;
  private @Nullable Instant started;
  private @Nullable Instant portOpen;
  private @Nullable Instant ready;

  PhaseLog(Clock clock, Instant commanded) {
    this.clock = clock;
    this.commanded = commanded;
    this.accepted = clock.instant();
  }

  void created(Instant imagePresentAt) {
    imagePresent = imagePresentAt;
    created = clock.instant();
  }

  void foundCreated() {
    created(clock.instant());
  }

  void started() {
    started = clock.instant();
  }

  void portOpen() {
    if (portOpen == null) {
      portOpen = clock.instant();
    }
  }

  void ready() {
    ready = clock.instant();
  }

  StartPhases phases() {
    return new StartPhases(commanded, accepted, imagePresent, created, started, portOpen, ready);
  }
}
