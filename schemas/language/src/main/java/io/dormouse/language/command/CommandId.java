package io.dormouse.language.command;

/**
 * Id of a command. A command with a known id is a repeat, whoever sends it.
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
   * The id of a command with a client's key, under which it can be sent again.
   *
   * @param key the client's key, without blanks
   * @param fingerprint hash of the whole request, without blanks
   */
  public static CommandId keyed(String key, String fingerprint) {
    return new CommandId(key + FINGERPRINT + fingerprint);
  }

  /** True if both commands have the same client's key, but not the same request. */
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
