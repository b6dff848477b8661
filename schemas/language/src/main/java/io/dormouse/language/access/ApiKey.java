package io.dormouse.language.access;

import io.dormouse.language.command.Actor;
import io.dormouse.language.owner.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key to the control API: who made it and who revoked it, which is all that ever happens to it.
 *
 * @param hash SHA-256 of the key in hexadecimal digits; a key has 256 random bits, so that nobody
 *     finds it from its hash
 * @param owner the only owner whose things it opens, or null for those of all
 * @param name for people who look at a list of keys; opaque, since it stays in the log
 * @param expiresAt time from which it opens nothing, or null for never
 * @param revokedAt time at which it was revoked, or null
 * @param revokedBy the one who revoked it, or null
 */
public record ApiKey(
    ApiKeyId id,
    String hash,
    AccessRole role,
    @Nullable OwnerId owner,
    String name,
    Instant createdAt,
    Actor createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Actor revokedBy) {

  /** The key, revoked; one that was revoked before stays as it is. */
  public ApiKey revoked(Instant at, Actor by) {
    return revokedAt != null
        ? this
        : new ApiKey(id, hash, role, owner, name, createdAt, createdBy, expiresAt, at, by);
  }

  /** True if it opens something at that time. */
  public boolean isGood(Instant at) {
    return revokedAt == null && (expiresAt == null || at.isBefore(expiresAt));
  }

  /** The text without the hash. */
  @Override
  public String toString() {
    return "ApiKey[" + id + "]";
  }
}
