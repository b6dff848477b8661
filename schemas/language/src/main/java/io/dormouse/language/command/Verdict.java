package io.dormouse.language.command;

/** Meaning of a command that changed nothing. */
public enum Verdict {
  /** Wrong: the sender should know. */
  REJECTED,
  /** Right but needless: what it asks for is so already, or it came twice. */
  IGNORED
}
