package io.dormouse.language.resources;

/** Origins of an instance's bucket and schema. */
public enum ResourceMode {
  /** None of its own: what the host agent's environment file says, the same for all. */
  SHARED,
  /** A bucket, a schema and credentials of its own, from the provisioner. */
  OWN
}
