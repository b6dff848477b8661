package io.dormouse.cli.terminal;

/** Colours of words that tell a state; none if they are off. */
public record Colours(boolean on) {

  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String RED = "31";
  private static final String FAINT = "2";

  /** The text, which may be padded, in the colour of its word. */
  public String paint(String text) {
    String code =
        switch (text.strip()) {
          case "running", "reporting", "accepted", "up" -> GREEN;
          case "requested", "queued", "starting", "stopping", "fencing", "pending", "suspect" ->
              YELLOW;
          case "failed", "lost", "removing" -> RED;
          case "asleep", "stopped", "retired", "deleted", "ignored" -> FAINT;
          default -> "";
        };
    return on && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
