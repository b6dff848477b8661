package io.dormouse.agents.host.kit.keys;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.CredentialsContext;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;

/** A keyset as the platform makes it, which also seals as the provisioner does. */
public record TestKeyset(KeysetHandle keys) {

  private static final String KEY = "the-public-key";

  public static TestKeyset generate() throws GeneralSecurityException {
    HybridConfig.register();
    return new TestKeyset(
        KeysetHandle.generateNew(
            KeyTemplates.get("DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM")));
  }

  public String json() throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
  }

  /** Writes the keyset to a new file that only its owner may read; returns its path. */
  public Path in(Path folder) throws IOException, GeneralSecurityException {
    Path file = Files.writeString(folder.resolve("private-keyset.json"), json());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Seals for the instance's first replica. */
  public SealedCredentials seal(
      InstanceId instance, long version, Map<String, String> environment) {
    return seal(new ReplicaId(instance, 0), version, environment);
  }

  public SealedCredentials seal(ReplicaId replica, long version, Map<String, String> environment) {
    return seal(replica, version, Codecs.CREDENTIALS.encode(new Credentials(environment)));
  }

  public SealedCredentials seal(ReplicaId replica, long version, byte[] bytes) {
    try {
      byte[] sealed =
          keys.getPublicKeysetHandle()
              .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class)
              .encrypt(bytes, CredentialsContext.of(replica, version));
      return new SealedCredentials(version, KEY, Base64.getEncoder().encodeToString(sealed), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
