package io.dormouse.streams.api.owner;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;

/**
 * The database of owners' personal data. {@code toString} does not show the password.
 *
 * <p>The constructor throws {@link SettingsException} if the URL is none of PostgreSQL.
 */
public record OwnersSettings(
    @Setting(
            key = "owners.database.url",
            byDefault = "",
            doc =
                "PostgreSQL database for names and e-mail addresses, `jdbc:postgresql://host/database`; empty: none.")
        String url,
    @Setting(key = "owners.database.user", byDefault = "", doc = "Login for `owners.database.url`.")
        String user,
    @Setting(
            key = "owners.database.password",
            byDefault = "",
            doc =
                "Password of `owners.database.user`; better in the environment than in a flag, which others can see.")
        String password) {

  public static final OwnersSettings NOWHERE = new OwnersSettings("", "", "");

  private static final String PROTOCOL = "jdbc:postgresql:";

  public OwnersSettings {
    if (!url.isEmpty() && !url.startsWith(PROTOCOL)) {
      throw new SettingsException(
          "The setting owners.database.url has a value that does not begin with '%s', as expected."
              .formatted(PROTOCOL));
    }
  }

  @Override
  public String toString() {
    return "OwnersSettings[url=%s, user=%s]".formatted(url, user);
  }
}
