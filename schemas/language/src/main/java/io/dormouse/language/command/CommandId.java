package io.dormouse.language.command;

/**
 * Names a command; the same id twice is the same command, whoever sends it.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is blank or longer than
 * 200 characters.
 */
public record CommandId(String value) {

  private static final String FINGERPRINT = " #";

  public CommandId {
    if (value.isBlank() || value.length() > 200) {
      throw new IllegalArgumentException(
          "Expected a command id of 1 to 200 characters, but got '%s'.".formatted(value));
    }
  }

  /**
   * The id of a command that a client gave a key, so that it can be sent again.
   *
   * @param key without blanks
   * @param fingerprint of all that was asked for, without blanks
   */
  public static CommandId keyed(String key, String fingerprint) {
    return new CommandId(key + FINGERPRINT + fingerprint);
  }

  /**
   * True if a client gave this command the key of the other one, which asked for something else.
   */
  public boolean reusesKeyOf(CommandId other) {
    int end = value.indexOf(FINGERPRINT);
    if (end < 0 || value.equals(other.value)) {
      return false;
    }
    int blank = other.value.indexOf(' ');
    return value
        .substring(0, end)
        .equals(blank < 0 ? other.value : other.value.substring(0, blank));
  }

  @Override
  public String toString() {
    return value;
  }
}
