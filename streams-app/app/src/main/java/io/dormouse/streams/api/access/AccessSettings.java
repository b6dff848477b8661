package io.dormouse.streams.api.access;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.streams.api.access.rate.RateSettings;
import io.dormouse.streams.api.access.token.OidcSettings;
import java.nio.file.Path;

/**
 * Settings of access control.
 *
 * @param adminKey file of a key with the role admin, or an empty path
 */
public record AccessSettings(
    @Setting(
            key = "api.access",
            byDefault = "required",
            doc =
                "`required`: every request but probes needs a key or a token. `off`: anybody may do"
                    + " everything; only if `api.host` is a loopback address.")
        Mode mode,
    @Setting(
            key = "api.admin.key.file",
            doc =
                "File of a key `dm_<id>_<secret>` with the role admin, to make the first others with;"
                    + " the secret is 32 random bytes in base64url. Empty: none.")
        Path adminKey,
    OidcSettings oidc,
    RateSettings rates) {

  /** Need of a key or a token in requests. */
  public enum Mode {
    REQUIRED,
    OFF
  }

  /** No access control. */
  public static final AccessSettings OPEN =
      new AccessSettings(
          Mode.OFF, Path.of(""), OidcSettings.NONE, new RateSettings(500, 1_000, 30));

  /** Throws {@link SettingsException} if anybody in the network could do everything. */
  public void checkFor(String host) {
    if (mode == Mode.OFF && !isLoopback(host)) {
      throw new SettingsException(
          "The setting api.access has the value 'off' and api.host the value '%s'. Expected api.access=required, or a loopback address: without access control anybody who reaches the API may do everything."
              .formatted(host));
    }
  }

  private static boolean isLoopback(String host) {
    return host.matches("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");
  }
}
