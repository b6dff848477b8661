package io.dormouse.language.command;

/** How a command that changed nothing is to be taken. */
public enum Verdict {
  /** Wrong: the sender should know. */
  REJECTED,
  /** Right but needless: what it asks for is so already, or it came twice. */
  IGNORED
}
