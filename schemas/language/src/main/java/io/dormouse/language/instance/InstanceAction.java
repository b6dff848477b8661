package io.dormouse.language.instance;

/** Requests of an API user about an instance. */
public enum InstanceAction {
  WAKE,
  STOP,
  PASSIVATE,
  DELETE,
  RESTORE,
  RETRY
}
