package io.dormouse.language.resources;

/** Origins of an instance's bucket and schema. */
public enum ResourceMode {
  /** No resources of its own; the host agent's environment file names shared ones. */
  SHARED,
  /** A bucket, a schema and credentials of its own, from the provisioner. */
  OWN
}
