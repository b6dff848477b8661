package io.dormouse.streams.api.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.OpenIdProvider;
import io.dormouse.streams.api.fixture.SecuredApi;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(InSurroundings.class)
final class TokensTest {

  private final Surroundings it;
  private final SecuredApi secured;

  TokensTest(Surroundings it) {
    this.it = it;
    this.secured = new SecuredApi(it, SecuredApi.PLENTY);
  }

  @AfterEach
  void close() {
    secured.close();
  }

  private static JWTClaimsSet.Builder good() {
    return OpenIdProvider.claims("carol@example.org")
        .claim("access", Map.of("roles", List.of("read", "something", "operate")))
        .claim("owner", "*");
  }

  private static Date in(Duration time) {
    return Date.from(Instant.now().plus(time));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("no token", provider -> "not.a.token"),
        refused("another issuer", provider -> provider.sign(good().issuer("https://evil.example"))),
        refused("another audience", provider -> provider.sign(good().audience("wiki"))),
        refused("no audience", provider -> provider.sign(good().audience((String) null))),
        refused("no subject", provider -> provider.sign(good().subject(null))),
        refused("no end", provider -> provider.sign(good().expirationTime(null))),
        refused(
            "ended", provider -> provider.sign(good().expirationTime(in(Duration.ofMinutes(-2))))),
        refused(
            "not yet", provider -> provider.sign(good().notBeforeTime(in(Duration.ofMinutes(2))))),
        refused("another algorithm", provider -> provider.sign(good(), JWSAlgorithm.RS512)),
        refused("no signature", provider -> new PlainJWT(good().build()).serialize()),
        refused("the public key as secret", provider -> provider.signWithThePublicKey(good())),
        refused("forged", provider -> OpenIdProvider.forge(good(), "first")));
  }

  private static Arguments refused(String what, Function<OpenIdProvider, String> token) {
    return Arguments.of(what, token);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void shouldRefuse(String what, Function<OpenIdProvider, String> token) {
    Reply reply = secured.get("/v1/plans", token.apply(secured.provider));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unauthenticated");
    assertThat(reply.header("WWW-Authenticate")).contains("Bearer", "invalid_token");
  }

  @Test
  void shouldAcceptAGoodTokenAndAllowForClocksThatDiffer() {
    assertThat(secured.get("/v1/plans", secured.provider.sign(good())).status()).isEqualTo(200);
    assertThat(
            secured
                .get(
                    "/v1/plans",
                    secured.provider.sign(good().expirationTime(in(Duration.ofSeconds(-30)))))
                .status())
        .isEqualTo(200);
  }

  @Test
  void shouldAskForTheKeysOnce() {
    String token = secured.provider.sign(good());

    for (int i = 0; i < 5; i++) {
      secured.get("/v1/plans", token);
    }

    assertThat(secured.provider.asked).hasValue(1);
  }

  @Test
  void shouldNotAskForTheKeysAgainForEachUnknownOne() {
    secured.get("/v1/plans", secured.provider.sign(good()));

    for (int i = 0; i < 5; i++) {
      assertThat(secured.get("/v1/plans", OpenIdProvider.forge(good(), "k" + i)).status())
          .isEqualTo(401);
    }

    assertThat(secured.provider.asked.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void shouldAnswer503WhileTheKeysCannotBeHad() {
    String token = secured.provider.sign(good());
    secured.provider.close();

    Reply reply = secured.get("/v1/plans", token);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isNotEmpty();
  }

  @Test
  void shouldTakeTheHighestRole() {
    Reply refused =
        secured.client.put(
            "/v1/plans/tokens",
            "{}",
            "Authorization",
            SecuredApi.bearer(secured.provider.sign(good())));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("/role")).isEqualTo("admin");
    assertThat(refused.text("/detail")).contains("'operate'");
    assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "admin");
  }

  @Test
  void shouldRefuseATokenWithoutARoleOrAnOwner() {
    String noRole = secured.provider.sign(good().claim("access", Map.of("roles", "visitor")));
    String noOwner = secured.provider.sign(good().claim("owner", null));
    String noId = secured.provider.sign(good().claim("owner", "a@example.org"));

    assertThat(Stream.of(noRole, noOwner, noId).map(token -> secured.get("/v1/plans", token)))
        .extracting(Reply::status)
        .containsOnly(403);
  }

  @Test
  void shouldKeepAHashOfTheSubjectAsTheActor() {
    it.instance("tokens-1");

    secured.client.act(
        "tokens-1", "wake", "Authorization", SecuredApi.bearer(secured.provider.sign(good())));

    Reply history = it.client.get("/v1/instances/tokens-1/history?order=desc");
    assertThat(history.body().toString())
        .containsPattern("\"id\":\"token:[0-9a-f]{32}\"")
        .doesNotContain("carol");
  }
}
