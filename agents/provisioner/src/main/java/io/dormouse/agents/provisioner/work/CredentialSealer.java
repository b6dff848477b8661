package io.dormouse.agents.provisioner.work;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.CredentialsContext;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Encrypts credentials so that only host agents can read them, for one replica and version. */
public final class CredentialSealer {

  private final HybridEncrypt encrypt;
  private final String key;

  private CredentialSealer(HybridEncrypt encrypt, String key) {
    this.encrypt = encrypt;
    this.key = key;
  }

  /**
   * Reads the public keyset.
   *
   * @throws SettingsException if the file is not one
   */
  public static CredentialSealer load(Path keyset) {
    try {
      HybridConfig.register();
      KeysetHandle handle =
          TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(Files.readString(keyset));
      return new CredentialSealer(
          handle.getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class),
          Integer.toUnsignedString(handle.getPrimary().getId()));
    } catch (IOException | GeneralSecurityException e) {
      throw new SettingsException(
          "The setting credentials.public.keyset has the value '%s'. Expected a file with a public Tink keyset in JSON: %s."
              .formatted(keyset, e.getClass().getSimpleName()),
          e);
    }
  }

  public SealedCredentials seal(
      ReplicaId replica, long version, Credentials credentials, @Nullable Instant expiresAt)
      throws GeneralSecurityException {
    byte[] sealed =
        encrypt.encrypt(
            Codecs.CREDENTIALS.encode(credentials), CredentialsContext.of(replica, version));
    return new SealedCredentials(
        version, key, Base64.getEncoder().encodeToString(sealed), expiresAt);
  }
}
