package io.dormouse.agents.provisioner.kit;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.CredentialsContext;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** The host agents' keys. */
public final class TestKeyset {

  private final KeysetHandle handle;

  public TestKeyset() throws GeneralSecurityException {
    HybridConfig.register();
    handle =
        KeysetHandle.generateNew(
            KeyTemplates.get("DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM").toParameters());
  }

  public void writePublic(Path file) throws IOException, GeneralSecurityException {
    Files.writeString(
        file,
        TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(handle.getPublicKeysetHandle()));
  }

  public Credentials open(InstanceId instance, ReplicaCredentials of)
      throws GeneralSecurityException {
    SealedCredentials sealed = of.credentials();
    return open(new ReplicaId(instance, of.replica()), sealed.version(), sealed);
  }

  public Credentials open(ReplicaId replica, long version, SealedCredentials sealed)
      throws GeneralSecurityException {
    byte[] content =
        handle
            .getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class)
            .decrypt(
                Base64.getDecoder().decode(sealed.ciphertext()),
                CredentialsContext.of(replica, version));
    return Codecs.CREDENTIALS.decode(content);
  }
}
