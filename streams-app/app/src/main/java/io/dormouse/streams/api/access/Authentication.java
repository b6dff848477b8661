package io.dormouse.streams.api.access;

import io.dormouse.language.access.ApiKey;
import io.dormouse.streams.api.access.rate.RateLimits;
import io.dormouse.streams.api.access.token.BearerTokens;
import io.dormouse.streams.api.access.token.VerifiedToken;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose a request is. All keys and tokens that are not valid get the same answer, whether
 * their id is unknown, their secret is wrong, or they were revoked.
 */
final class Authentication {

  static final String CHALLENGE = "WWW-Authenticate";
  static final String SCHEME = "Bearer realm=\"dormouse\"";

  private static final String AUTHORIZATION = "Authorization";
  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final @Nullable BearerTokens tokens;
  private final RateLimits limits;
  private final InstantSource clock;

  Authentication(
      ApiKeys keys, @Nullable BearerTokens tokens, RateLimits limits, InstantSource clock) {
    this.keys = keys;
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
  }

  /** Throws {@link Problem} if there is no valid key or token, or were too many wrong ones. */
  Identified identify(Request request) {
    String text = credential(request);
    Optional<Identified> found =
        text.startsWith(KeyText.PREFIX)
            ? KeyText.parse(text).flatMap(this::byKey)
            : byToken(text, request.sender().address());
    return found.orElseThrow(() -> wrong(request));
  }

  private static String credential(Request request) {
    List<String> all = request.headers().getAll(AUTHORIZATION);
    if (all.isEmpty()) {
      throw new Problem(
              ProblemType.UNAUTHENTICATED,
              "Expected a key or token in the header Authorization, as 'Bearer …', but there is none.")
          .withHeader(CHALLENGE, SCHEME);
    }
    String value = all.getFirst();
    return all.size() == 1 && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).strip()
        : "";
  }

  private Optional<Identified> byKey(KeyText text) {
    return keys.verify(text, clock.instant())
        .map(key ->
            new Identified(
                new Principal("key:" + key.id(), key.role(), key.owner()), () -> isGood(key)));
  }

  private boolean isGood(ApiKey key) {
    return keys.find(key.id()).filter(now -> now.isGood(clock.instant())).isPresent();
  }

  /** A signature takes longer than a hash, so that not everybody may have any number checked. */
  private Optional<Identified> byToken(String text, String address) {
    if (tokens == null || text.isEmpty()) {
      return Optional.empty();
    }
    limits.checkFailures(address);
    return tokens.verify(text).map(this::identified);
  }

  private Identified identified(VerifiedToken token) {
    return new Identified(token.principal(), () -> clock.instant().isBefore(token.until()));
  }

  private Problem wrong(Request request) {
    limits.failed(request.sender().address());
    return notValid();
  }

  static Problem notValid() {
    return new Problem(
            ProblemType.UNAUTHENTICATED,
            "Expected a valid key or token in the header Authorization, as 'Bearer …', but this one is wrong, revoked or expired.")
        .withHeader(CHALLENGE, SCHEME + ", error=\"invalid_token\"");
  }
}
