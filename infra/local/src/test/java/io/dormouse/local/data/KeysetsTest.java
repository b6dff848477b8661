package io.dormouse.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetsTest {

  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONTEXT = "acme/1".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Keysets keysets;

  @BeforeEach
  void makeThem() throws Exception {
    keysets = new Keysets(folder.resolve("private.json"), folder.resolve("public.json"));
    keysets.ensure();
  }

  @Test
  void shouldOpenWithTheOneWhatTheOtherSealed() throws Exception {
    byte[] sealed = sealing().encrypt(SECRET, CONTEXT);

    assertThat(opening().decrypt(sealed, CONTEXT)).isEqualTo(SECRET);
  }

  @Test
  void shouldLetNobodyElseReadThePrivateOne() throws Exception {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(keysets.privateKeyset())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(keysets.publicKeyset())).doesNotContain("ASYMMETRIC_PRIVATE");
  }

  @Test
  void shouldKeepThePairThatIsThere() throws Exception {
    byte[] sealed = sealing().encrypt(SECRET, CONTEXT);
    Files.delete(keysets.publicKeyset());

    keysets.ensure();

    assertThat(opening().decrypt(sealed, CONTEXT)).isEqualTo(SECRET);
    assertThat(opening().decrypt(sealing().encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
  }

  private HybridEncrypt sealing() throws Exception {
    return TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(
            Files.readString(keysets.publicKeyset()))
        .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
  }

  private HybridDecrypt opening() throws Exception {
    return TinkJsonProtoKeysetFormat.parseKeyset(
            Files.readString(keysets.privateKeyset()), InsecureSecretKeyAccess.get())
        .getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
  }
}
