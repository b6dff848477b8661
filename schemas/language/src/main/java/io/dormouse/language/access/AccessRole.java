package io.dormouse.language.access;

/** Rights of a caller of the control API; each role includes those before it. */
public enum AccessRole {
  /** Looks at things. */
  READ,
  /** Creates, wakes, stops and deletes instances, and routes their domains. */
  OPERATE,
  /** Changes what all instances depend on: blueprints, plans, keys. */
  ADMIN;

  /** True if this role may do what the other may. */
  public boolean covers(AccessRole other) {
    return compareTo(other) >= 0;
  }
}
