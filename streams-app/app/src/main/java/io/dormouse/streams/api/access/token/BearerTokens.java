package io.dormouse.streams.api.access.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the tokens of an OpenID provider. Its methods block while the keys are fetched. */
public final class BearerTokens {

  private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration FETCH = Duration.ofSeconds(3);
  private static final int LARGEST_KEYS = 512 << 10;
  private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
  private static final Duration KEYS_KEPT_IN_OUTAGE = Duration.ofHours(4);
  private static final int ID_BYTES = 16;

  private final OidcSettings settings;
  private final TokenClaims claims;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  private BearerTokens(OidcSettings settings) {
    this.settings = settings;
    this.claims = new TokenClaims(settings.roleClaim(), settings.ownerClaim());
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(settings.allowed(), keys(settings.jwks())));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "exp"));
    verifier.setMaxClockSkew((int) SKEW.toSeconds());
    processor.setJWTClaimsSetVerifier(verifier);
  }

  /** Those of the provider in the settings; empty if there is none. */
  public static Optional<BearerTokens> of(OidcSettings settings) {
    return settings.isOn() ? Optional.of(new BearerTokens(settings)) : Optional.empty();
  }

  private static JWKSource<SecurityContext> keys(String url) {
    return JWKSourceBuilder.<SecurityContext>create(
            url(url),
            new DefaultResourceRetriever(
                (int) FETCH.toMillis(), (int) FETCH.toMillis(), LARGEST_KEYS))
        .cache(KEYS_KEPT.toMillis(), 2 * FETCH.toMillis())
        .retrying(true)
        .outageTolerant(KEYS_KEPT_IN_OUTAGE.toMillis())
        .build();
  }

  private static URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Verifies a token; empty if it is not valid.
   *
   * @throws Problem if the provider's keys are not available, or the token names no role
   */
  public Optional<VerifiedToken> verify(String token) {
    try {
      JWTClaimsSet set = processor.process(token, null);
      Principal principal = claims.principal("token:" + hash(set.getSubject()), set.getClaims());
      return Optional.of(
          new VerifiedToken(principal, set.getExpirationTime().toInstant().plus(SKEW)));
    } catch (RateLimitReachedException e) {
      // Tokens with keys of their own invention do not make this program ask for keys each time.
      return Optional.empty();
    } catch (KeySourceException e) {
      LOG.atWarn()
          .setMessage("no keys of the OpenID provider")
          .addKeyValue("why", e.getMessage())
          .log();
      throw new Problem(
              ProblemType.UNAVAILABLE,
              "Expected the keys at api.oidc.jwks.url to check the token, but they are not available.")
          .retryAfter(Duration.ofSeconds(5));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.atDebug().setMessage("token refused").addKeyValue("why", e.getMessage()).log();
      return Optional.empty();
    }
  }

  /** Stands for the subject in the log: its salt can be destroyed, the log cannot. */
  private String hash(String subject) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(settings.salt().getBytes(UTF_8), "HmacSHA256"));
      byte[] hash = mac.doFinal((settings.issuer() + "\n" + subject).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Expected every Java to have HmacSHA256.", e);
    }
  }
}
