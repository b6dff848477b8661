package io.dormouse.streams.instance;

import io.dormouse.schemas.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Credentials that end by themselves are renewed a quarter of an hour before: at the next start,
 * or, where the replica runs that long, by stopping and starting it.
 */
final class CredentialPolicy {

  static final String VERSION = "credentials/1";

  private static final Duration BEFORE_THE_END = Duration.ofMinutes(15);

  private CredentialPolicy() {}

  /** When new ones are due; never for credentials that do not end. */
  static Optional<Instant> due(Facts facts) {
    SealedCredentials credentials =
        facts.resources() == null ? null : facts.resources().credentials();
    return Optional.ofNullable(credentials)
        .map(SealedCredentials::expiresAt)
        .map(end -> end.minus(BEFORE_THE_END));
  }

  static boolean isDue(Facts facts, Instant now) {
    return due(facts).filter(due -> !due.isAfter(now)).isPresent();
  }
}
