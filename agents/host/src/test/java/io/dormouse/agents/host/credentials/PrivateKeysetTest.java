package io.dormouse.agents.host.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.host.kit.keys.TestKeyset;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeysetTest {

  private static final ReplicaId ACME = ReplicaId.parse("acme.0");
  private static final String CANARY = "canary-4f1d8c";
  private static final Map<String, String> VARIABLES = Map.of("DATABASE_PASSWORD", CANARY);

  @Test
  void shouldOpenWhatWasSealedForItsKeyReplicaAndVersion() throws Exception {
    TestKeyset keys = TestKeyset.generate();

    assertThat(
            PrivateKeyset.of(keys.keys()).open(ACME, keys.seal(ACME, 3, VARIABLES)).environment())
        .isEqualTo(VARIABLES);
  }

  static Stream<Arguments> others() throws GeneralSecurityException {
    TestKeyset keys = TestKeyset.generate();
    PrivateKeyset ours = PrivateKeyset.of(keys.keys());
    SealedCredentials right = keys.seal(ACME, 3, VARIABLES);
    String wrong = "Give this host the private keyset";
    String notUnderstood = "to the same version";
    return Stream.of(
        Arguments.of("no keyset", PrivateKeyset.none(), right, "credentials.private.keyset"),
        Arguments.of("another key", ours, TestKeyset.generate().seal(ACME, 3, VARIABLES), wrong),
        Arguments.of(
            "another instance", ours, keys.seal(ReplicaId.parse("acme2.0"), 3, VARIABLES), wrong),
        Arguments.of(
            "another replica", ours, keys.seal(ReplicaId.parse("acme.1"), 3, VARIABLES), wrong),
        Arguments.of("another version", ours, as(3, keys.seal(ACME, 2, VARIABLES)), wrong),
        Arguments.of("changed", ours, changed(right), wrong),
        Arguments.of("cut", ours, with(right, right.ciphertext().substring(0, 40)), wrong),
        Arguments.of("nothing", ours, with(right, ""), wrong),
        Arguments.of("not base64", ours, with(right, "%%%"), wrong),
        Arguments.of("in the clear", ours, with(right, base64(CANARY)), wrong),
        Arguments.of("no record", ours, keys.seal(ACME, 3, bytes(CANARY)), notUnderstood),
        Arguments.of("a bad name", ours, keys.seal(ACME, 3, Map.of("A=B", CANARY)), notUnderstood),
        Arguments.of("no name", ours, keys.seal(ACME, 3, Map.of("", CANARY)), notUnderstood),
        Arguments.of(
            "a bad value", ours, keys.seal(ACME, 3, Map.of("A", CANARY + "\0")), notUnderstood));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void shouldSayWhatToDoWhenItCannotOpen(
      String name, PrivateKeyset keyset, SealedCredentials sealed, String advice) {
    assertThatThrownBy(() -> keyset.open(ACME, sealed))
        .isInstanceOf(UnreadableCredentialsException.class)
        .hasMessageContainingAll("acme.0, version 3", advice)
        .hasMessageNotContaining(CANARY)
        .hasNoCause();
  }

  private static SealedCredentials as(long version, SealedCredentials sealed) {
    return new SealedCredentials(version, sealed.key(), sealed.ciphertext(), sealed.expiresAt());
  }

  private static SealedCredentials with(SealedCredentials sealed, String ciphertext) {
    return new SealedCredentials(sealed.version(), sealed.key(), ciphertext, null);
  }

  private static SealedCredentials changed(SealedCredentials sealed) {
    byte[] bytes = Base64.getDecoder().decode(sealed.ciphertext());
    bytes[bytes.length - 1] ^= 1;
    return with(sealed, Base64.getEncoder().encodeToString(bytes));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
