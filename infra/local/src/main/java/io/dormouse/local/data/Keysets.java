package io.dormouse.local.data;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The pair of keys between the provisioner, which seals credentials, and the host agents, which
 * alone can open them.
 *
 * @param privateKeyset the agents' file, in the clear and therefore mode 600
 * @param publicKeyset the provisioner's file
 */
public record Keysets(Path privateKeyset, Path publicKeyset) {

  private static final String TEMPLATE = "DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM";

  /** Makes the pair if there is none, or the public keyset from the private one. */
  public void ensure() throws IOException {
    if (Files.exists(privateKeyset) && Files.exists(publicKeyset)) {
      return;
    }
    try {
      HybridConfig.register();
      KeysetHandle keys =
          Files.exists(privateKeyset)
              ? TinkJsonProtoKeysetFormat.parseKeyset(
                  Files.readString(privateKeyset), InsecureSecretKeyAccess.get())
              : make();
      PrivateFile.write(
          publicKeyset,
          TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keys.getPublicKeysetHandle()));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "expected a Tink keyset in " + privateKeyset + "; infra/up --fresh makes a new one", e);
    }
  }

  private KeysetHandle make() throws GeneralSecurityException, IOException {
    KeysetHandle keys = KeysetHandle.generateNew(KeyTemplates.get(TEMPLATE));
    PrivateFile.write(
        privateKeyset,
        TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get()));
    return keys;
  }
}
