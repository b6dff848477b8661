package io.dormouse.streams.api.owner;

import io.dormouse.language.owner.OwnerId;
import org.jspecify.annotations.Nullable;

/**
 * Personal data of an owner. {@code toString} shows the id only.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if name or e-mail are malformed; the
 * message contains neither.
 *
 * @param name 1 to 200 characters without control characters, or null
 * @param email 3 to 254 characters with one {@code @} and neither spaces nor control characters, or
 *     null
 */
public record OwnerRecord(OwnerId id, @Nullable String name, @Nullable String email) {

  public static final int LONGEST_NAME = 200;
  public static final int LONGEST_EMAIL = 254;

  public OwnerRecord {
    if (name != null && (name.isBlank() || !isText(name, LONGEST_NAME))) {
      throw new IllegalArgumentException(
          "Expected a name of 1 to %d characters without control characters, but got %d."
              .formatted(LONGEST_NAME, name.length()));
    }
    if (email != null && !(isText(email, LONGEST_EMAIL) && email.matches("[^@\\s]+@[^@\\s]+"))) {
      throw new IllegalArgumentException(
          "Expected an e-mail address like 'name@example.org' of at most %d characters, but got %d others."
              .formatted(LONGEST_EMAIL, email.length()));
    }
  }

  private static boolean isText(String text, int longest) {
    return text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
  }

  @Override
  public String toString() {
    return "OwnerRecord[" + id + "]";
  }
}
