package io.dormouse.language.instance;

/** What an API user can ask of an instance. */
public enum InstanceAction {
  WAKE,
  STOP,
  PASSIVATE,
  DELETE,
  RESTORE,
  RETRY
}
