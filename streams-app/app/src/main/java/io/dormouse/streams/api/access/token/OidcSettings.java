package io.dormouse.streams.api.access.token;

import static io.dormouse.kit.settings.Checks.check;

import com.nimbusds.jose.JWSAlgorithm;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The OpenID provider whose tokens are accepted. {@code toString} does not show the salt.
 *
 * <p>The constructor throws {@link SettingsException} if a value is missing or out of its range.
 */
public record OidcSettings(
    @Setting(
            key = "api.oidc.issuer",
            doc = "Issuer of the bearer tokens that the control API accepts; empty: none.")
        String issuer,
    @Setting(key = "api.oidc.audience", doc = "Audience that a token must name.") String audience,
    @Setting(
            key = "api.oidc.jwks.url",
            doc =
                "Address of the issuer's keys (JWKS), `https` or on this machine. They are kept for 5"
                    + " minutes, and for 4 hours while the issuer does not answer.")
        String jwks,
    @Setting(
            key = "api.oidc.algorithms",
            byDefault = "RS256,ES256",
            doc = "Algorithms of signatures that are accepted, of RS, PS and ES with 256 to 512.")
        String algorithms,
    @Setting(
            key = "api.oidc.role.claim",
            byDefault = "dormouse_role",
            doc =
                "Claim with the roles of a token, `read`, `operate` or `admin`: a text or a list; dots"
                    + " lead into objects. The highest counts.")
        String roleClaim,
    @Setting(
            key = "api.oidc.owner.claim",
            doc =
                "Claim with the only owner whose things a token opens, or `*` for all; a token without it"
                    + " is refused. Empty: tokens open the things of all owners.")
        String ownerClaim,
    @Setting(
            key = "api.oidc.salt",
            doc =
                "Secret of the hashes that stand for subjects in the log; better in the environment than"
                    + " in a flag. Required with `api.oidc.issuer`, and the same in every streams app.")
        String salt) {

  private static final Set<JWSAlgorithm> POSSIBLE =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  private static final int SHORTEST_SALT = 16;

  /** No provider. */
  public static final OidcSettings NONE =
      new OidcSettings("", "", "", "RS256,ES256", "dormouse_role", "", "");

  public OidcSettings {
    check(
        Arrays.stream(algorithms.split(",", -1))
            .map(JWSAlgorithm::parse)
            .allMatch(POSSIBLE::contains),
        "api.oidc.algorithms",
        algorithms,
        "some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512");
    if (!issuer.isEmpty()) {
      check(!audience.isEmpty(), "api.oidc.audience", audience, "one, with api.oidc.issuer");
      check(isSafe(jwks), "api.oidc.jwks.url", jwks, "an https URL, or http to a loopback address");
      check(!roleClaim.isEmpty(), "api.oidc.role.claim", roleClaim, "one, with api.oidc.issuer");
      check(
          salt.length() >= SHORTEST_SALT,
          "api.oidc.salt",
          "of " + salt.length() + " characters",
          SHORTEST_SALT + " or more, with api.oidc.issuer");
    }
  }

  /** True if tokens are accepted. */
  boolean isOn() {
    return !issuer.isEmpty();
  }

  Set<JWSAlgorithm> allowed() {
    return Arrays.stream(algorithms.split(",", -1))
        .map(JWSAlgorithm::parse)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Keys that come in the clear through a network could be anybody's. */
  private static boolean isSafe(String url) {
    try {
      URI uri = URI.create(url);
      String host = String.valueOf(uri.getHost());
      return "https".equals(uri.getScheme())
          || ("http".equals(uri.getScheme())
              && host.matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "OidcSettings[issuer=%s, audience=%s]".formatted(issuer, audience);
  }
}
