package io.dormouse.core;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

/** Classes that each break one rule of the architecture. */
final class CoreOffenders {

  private CoreOffenders() {}

  static final class NowPolicy {
    Instant decide() {
      return Instant.now();
    }
  }

  static final class MillisPlanner {
    long decide() {
      return System.currentTimeMillis();
    }
  }

  static final class NanosState {
    long decide() {
      return System.nanoTime();
    }
  }

  static final class TodayLedger {
    LocalDate decide() {
      return LocalDate.now(ZoneOffset.UTC);
    }
  }

  record ClockTurn(Clock clock) {}

  static final class MathDecider {
    double decide() {
      return Math.random();
    }
  }

  static final class RandomEvolution {
    int decide() {
      return new Random(1).nextInt();
    }
  }

  static final class UuidReactor {
    UUID decide() {
      return UUID.randomUUID();
    }
  }

  static final class EnvironmentViews {
    Optional<String> decide() {
      return Optional.ofNullable(System.getenv("HOME"));
    }
  }

  static final class PropertyViews {
    Optional<String> decide() {
      return Optional.ofNullable(System.getProperty("user.home"));
    }
  }

  record FileDecider(File file) {}

  record PathDecider(Path path) {}

  record ThreadPlanner(ExecutorService threads) {}
}
