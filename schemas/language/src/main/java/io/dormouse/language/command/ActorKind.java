package io.dormouse.language.command;

/** Kinds of parties that ask for something. */
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
