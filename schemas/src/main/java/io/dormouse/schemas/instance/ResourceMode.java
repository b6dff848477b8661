package io.dormouse.schemas.instance;

/** Where an instance's bucket and schema come from. */
public enum ResourceMode {
  /** One bucket and one schema for all, handed over by the host agent's settings. */
  SHARED
}
