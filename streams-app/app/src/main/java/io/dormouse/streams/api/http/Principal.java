package io.dormouse.streams.api.http;

import io.dormouse.language.access.AccessRole;
import io.dormouse.language.owner.OwnerId;
import org.jspecify.annotations.Nullable;

/**
 * The one whose key or token came with a request.
 *
 * @param id opaque id, which the log keeps as the actor; empty for {@link #ANYBODY}
 * @param owner the only owner whose things it sees, or null if it sees those of all
 */
public record Principal(String id, AccessRole role, @Nullable OwnerId owner) {

  /** Any caller of an API without access control. */
  public static final Principal ANYBODY = new Principal("", AccessRole.ADMIN, null);

  /** True if it showed a key or a token. */
  public boolean isKnown() {
    return !id.isEmpty();
  }

  /** True if it sees the things of that owner. */
  public boolean sees(OwnerId other) {
    return owner == null || owner.equals(other);
  }
}
