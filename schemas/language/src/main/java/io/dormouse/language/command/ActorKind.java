package io.dormouse.language.command;

/** What kind of party asked for something. */
public enum ActorKind {
  EDGE,
  SCHEDULE,
  API_USER,
  OPERATOR,
  POLICY,
  HOST,
  SCHEDULER,
  SYSTEM
}
