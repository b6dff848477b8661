package io.dormouse.language.command;

/** Meaning of a command that changed nothing. */
public enum Verdict {
  /** Wrong: the sender should know. */
  REJECTED,
  /** Right but needless: its effect is there already, or it is a repeat. */
  IGNORED
}
