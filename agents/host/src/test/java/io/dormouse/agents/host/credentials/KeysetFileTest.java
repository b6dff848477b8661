package io.dormouse.agents.host.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import io.dormouse.agents.host.kit.keys.FakeKms;
import io.dormouse.agents.host.kit.keys.TestKeyset;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.instance.ReplicaId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;

class KeysetFileTest {

  private static final ReplicaId ACME = ReplicaId.parse("acme.0");
  private static final Map<String, String> VARIABLES = Map.of("A", "1");
  private static final String KMS_KEY = "arn:aws:kms:eu-south-1:123456789012:key/agents";
  private static final List<String> PROPERTIES =
      List.of("aws.endpointUrlKms", "aws.accessKeyId", "aws.secretAccessKey");

  @TempDir private Path folder;
  private TestKeyset keys;
  private FakeKms kms;

  @BeforeEach
  void open() throws Exception {
    keys = TestKeyset.generate();
    kms = new FakeKms();
    System.setProperty("aws.endpointUrlKms", kms.uri().toString());
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterEach
  void close() {
    PROPERTIES.forEach(System::clearProperty);
    kms.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void shouldReadAFileThatOnlyItsOwnerCanRead(String mode) throws Exception {
    PrivateKeyset keyset = new KeysetFile(file(keys.json(), mode)).read();

    assertThat(keyset.open(ACME, keys.seal(ACME, 1, VARIABLES)).environment()).isEqualTo(VARIABLES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-r--r--", "rw------x"})
  void shouldRefuseAFileThatOthersHaveAccessTo(String mode) throws Exception {
    Path file = file(keys.json(), mode);

    assertThatThrownBy(() -> new KeysetFile(file).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("credentials.private.keyset", file.toString(), mode, "chmod 600");
    assertThatThrownBy(() -> new KeysetFile(file).readEncrypted(KMS_KEY))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(mode, "chmod 600");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThatThrownBy(() -> new KeysetFile(folder.resolve("nothing")).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("credentials.private.keyset", "nothing");
  }

  @Test
  void shouldSayWhatItExpectsInTheFile() throws Exception {
    AeadConfig.register();
    String publicKeys =
        TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keys.keys().getPublicKeysetHandle());
    String otherKeys =
        TinkJsonProtoKeysetFormat.serializeKeyset(
            KeysetHandle.generateNew(KeyTemplates.get("AES256_GCM")),
            com.google.crypto.tink.InsecureSecretKeyAccess.get());

    for (String content : List.of("", "{}", "secret words", publicKeys, otherKeys, encrypted())) {
      Path file = file(content, "rw-------");
      assertThatThrownBy(() -> new KeysetFile(file).read())
          .isInstanceOf(SettingsException.class)
          .hasMessageContainingAll("Expected a Tink keyset of private keys", file.toString())
          .hasMessageNotContaining("secret words");
    }
  }

  @Test
  void shouldReadAKeysetThatKmsEncrypted() throws Exception {
    Path file = file(encrypted(), "rw-------");

    PrivateKeyset keyset = new KeysetFile(file).readEncrypted(KMS_KEY);

    assertThat(keyset.open(ACME, keys.seal(ACME, 1, VARIABLES)).environment()).isEqualTo(VARIABLES);
    assertThat(kms.calls())
        .containsExactly(
            "Encrypt " + KMS_KEY + " eu-south-1", "Decrypt " + KMS_KEY + " eu-south-1");
    assertThat(Files.readString(file)).contains("encryptedKeyset").doesNotContain("\"keyData\"");
  }

  @Test
  void shouldRepeatWhatKmsSaysOfAnotherKey() throws Exception {
    Path file = file(encrypted(), "rw-------");

    assertThatThrownBy(() -> new KeysetFile(file).readEncrypted(KMS_KEY + "2"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("credentials.keyset.kms.key", "not mine");
  }

  @Test
  void shouldRefuseAFileInTheClearWhereAnEncryptedOneIsExpected() throws Exception {
    Path file = file(keys.json(), "rw-------");

    assertThatThrownBy(() -> new KeysetFile(file).readEncrypted(KMS_KEY))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("encrypted with the key of credentials.keyset.kms.key");
  }

  @Test
  void shouldSayThatKmsDoesNotAnswer() throws Exception {
    Path file = file(encrypted(), "rw-------");
    kms.close();

    assertThatThrownBy(() -> new KeysetFile(file).readEncrypted(KMS_KEY))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("AWS KMS could not decrypt");
  }

  @Test
  void shouldBindWhatKmsEncryptsToItsAssociatedData() throws Exception {
    try (KmsClient client = KeysetFile.client(KMS_KEY)) {
      KmsAead aead = new KmsAead(client, KMS_KEY);
      byte[] sealed = aead.encrypt(new byte[] {1, 2}, new byte[] {7});

      assertThat(aead.decrypt(sealed, new byte[] {7})).containsExactly(1, 2);
      assertThatCode(() -> aead.decrypt(sealed, new byte[] {8})).hasMessageContaining("not mine");
    }
  }

  private String encrypted() throws Exception {
    try (KmsClient client = KeysetFile.client(KMS_KEY)) {
      return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
          keys.keys(), new KmsAead(client, KMS_KEY), new byte[0]);
    }
  }

  private Path file(String content, String mode) throws Exception {
    Path file = Files.createTempFile(folder, "keyset", ".json");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
