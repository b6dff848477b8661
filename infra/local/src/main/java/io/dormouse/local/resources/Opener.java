package io.dormouse.local.resources;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.CredentialsContext;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Opens sealed credentials, as a host agent does. */
public final class Opener {

  private final HybridDecrypt keys;

  private Opener(HybridDecrypt keys) {
    this.keys = keys;
  }

  /** An opener with the private keyset of a file. */
  public static Opener with(Path privateKeyset) throws IOException, GeneralSecurityException {
    HybridConfig.register();
    return new Opener(
        TinkJsonProtoKeysetFormat.parseKeyset(
                Files.readString(privateKeyset), InsecureSecretKeyAccess.get())
            .getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class));
  }

  public TenantKeys open(ReplicaId replica, SealedCredentials sealed)
      throws GeneralSecurityException {
    byte[] opened =
        keys.decrypt(
            Base64.getDecoder().decode(sealed.ciphertext()),
            CredentialsContext.of(replica, sealed.version()));
    return new TenantKeys(Codecs.CREDENTIALS.decode(opened).environment());
  }
}
