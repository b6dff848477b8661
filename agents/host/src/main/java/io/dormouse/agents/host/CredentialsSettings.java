package io.dormouse.agents.host;

import io.dormouse.agents.host.credentials.KeysetFile;
import io.dormouse.agents.host.credentials.PrivateKeyset;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.nio.file.Path;

/**
 * Keys that open the credentials of instances.
 *
 * <p>The constructor throws {@link SettingsException} if a KMS key is named and no file.
 */
public record CredentialsSettings(
    @Setting(
            key = "credentials.private.keyset",
            doc =
                "File of the Tink keyset that opens instances' own credentials, mode 600; empty: instances with credentials of their own do not start.")
        Path privateKeyset,
    @Setting(
            key = "credentials.keyset.kms.key",
            doc =
                "The AWS KMS key that the keyset file is encrypted with, by id, alias or ARN; empty: the file is in the clear.")
        String kmsKey) {

  public CredentialsSettings {
    if (privateKeyset.toString().isEmpty() && !kmsKey.isEmpty()) {
      throw new SettingsException(
          "The setting credentials.keyset.kms.key has the value '%s', but credentials.private.keyset is empty. Expected the file that is encrypted with it."
              .formatted(kmsKey));
    }
  }

  /** Reads the keyset; throws {@link SettingsException} if it cannot be used. */
  PrivateKeyset keyset() {
    if (privateKeyset.toString().isEmpty()) {
      return PrivateKeyset.none();
    }
    KeysetFile file = new KeysetFile(privateKeyset);
    return kmsKey.isEmpty() ? file.read() : file.readEncrypted(kmsKey);
  }
}
