package io.dormouse.agents.host.credentials;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.dormouse.kit.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * A Tink keyset of private keys in JSON, in the clear or encrypted with a key of AWS KMS; only its
 * owner may have access to the file.
 */
public record KeysetFile(Path path) {

  private static final String KEY = "credentials.private.keyset";
  private static final Duration KMS_DEADLINE = Duration.ofSeconds(30);
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  /**
   * Reads keys in the clear.
   *
   * @throws SettingsException if the file has no such keys, or is open to others than its owner
   */
  public PrivateKeyset read() {
    String json = text();
    try {
      HybridConfig.register();
      return PrivateKeyset.of(
          TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException e) {
      throw new SettingsException(
          "The setting %s has the value '%s'. Expected a Tink keyset of private keys for hybrid encryption, in JSON and in the clear; for one that AWS KMS encrypted, name that key in credentials.keyset.kms.key."
              .formatted(KEY, path));
    }
  }

  /**
   * Reads keys that are encrypted with a key of AWS KMS.
   *
   * @param kmsKey id, alias or ARN; an ARN also says the region
   * @throws SettingsException if the file has no such keys, is open to others than its owner, or
   *     KMS does not decrypt it
   */
  public PrivateKeyset readEncrypted(String kmsKey) {
    String json = text();
    try (KmsClient kms = client(kmsKey)) {
      return decrypted(json, new KmsAead(kms, kmsKey));
    } catch (SdkException e) {
      throw new SettingsException(
          "The setting credentials.keyset.kms.key has the value '%s', but AWS KMS cannot be called: %s"
              .formatted(kmsKey, e.getMessage()),
          e);
    }
  }

  private PrivateKeyset decrypted(String json, Aead kms) {
    try {
      HybridConfig.register();
      return PrivateKeyset.of(
          TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, kms, new byte[0]));
    } catch (GeneralSecurityException e) {
      throw new SettingsException(
          "The setting %s has the value '%s'. Expected a Tink keyset of private keys for hybrid encryption, in JSON, encrypted with the key of credentials.keyset.kms.key: %s"
              .formatted(KEY, path, e.getMessage()),
          e);
    }
  }

  static KmsClient client(String kmsKey) {
    KmsClientBuilder builder =
        KmsClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.apiCallTimeout(KMS_DEADLINE));
    String[] arn = kmsKey.split(":", -1);
    if (arn.length > 5 && arn[0].equals("arn")) {
      builder.region(Region.of(arn[3]));
    }
    return builder.build();
  }

  private String text() {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      if (!OWNERS.containsAll(mode)) {
        throw new SettingsException(
            "The setting %s has the value '%s'. Expected a file that only its owner has access to, but its mode is %s: chmod 600 it, and make new keys if somebody may have read these."
                .formatted(KEY, path, PosixFilePermissions.toString(mode)));
      }
      return Files.readString(path);
    } catch (IOException e) {
      throw new SettingsException(
          "The setting %s has the value '%s'. Expected a readable file: %s."
              .formatted(KEY, path, e),
          e);
    }
  }
}
