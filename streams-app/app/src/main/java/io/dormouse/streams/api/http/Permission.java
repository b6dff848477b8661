package io.dormouse.streams.api.http;

import io.dormouse.language.access.AccessRole;
import org.jspecify.annotations.Nullable;

/** Right that a route asks of its callers. */
public enum Permission {
  /** Nothing; for probes. */
  NONE(null, true),
  READ(AccessRole.READ, true),
  /** Things of no owner. */
  READ_ALL(AccessRole.READ, false),
  OPERATE(AccessRole.OPERATE, true),
  /** Changes that no owner may make, even to its own things. */
  OPERATE_ALL(AccessRole.OPERATE, false),
  ADMIN(AccessRole.ADMIN, true),
  /** Changes of what instances of all owners depend on. */
  ADMIN_ALL(AccessRole.ADMIN, false);

  private final @Nullable AccessRole role;
  private final boolean ofOwners;

  Permission(@Nullable AccessRole role, boolean ofOwners) {
    this.role = role;
    this.ofOwners = ofOwners;
  }

  /** The least role, or null if nobody needs one. */
  public @Nullable AccessRole role() {
    return role;
  }

  /** True if the route is open to a principal of one owner; it then shows that owner's things. */
  public boolean isOfOwners() {
    return ofOwners;
  }
}
