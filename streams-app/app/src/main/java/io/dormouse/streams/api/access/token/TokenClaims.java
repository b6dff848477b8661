package io.dormouse.streams.api.access.token;

import io.dormouse.language.access.AccessRole;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens have role and owner.
 *
 * @param role path of the claim, with dots
 * @param owner path of the claim, or empty if tokens are for all owners
 */
record TokenClaims(String role, String owner) {

  private static final String EVERYBODY = "*";

  /** Throws {@link Problem} if the claims name no role, or no owner where they should. */
  Principal principal(String id, Map<String, Object> claims) {
    AccessRole highest =
        texts(find(role, claims))
            .flatMap(TokenClaims::roles)
            .max(Comparator.naturalOrder())
            .orElseThrow(() ->
                new Problem(
                    ProblemType.FORBIDDEN,
                    "Expected the token's claim '%s' to name one of %s, but it does not."
                        .formatted(role, EnumNames.all(AccessRole.class))));
    return new Principal(id, highest, owner(claims));
  }

  private @Nullable OwnerId owner(Map<String, Object> claims) {
    if (owner.isEmpty() || EVERYBODY.equals(find(owner, claims))) {
      return null;
    }
    if (find(owner, claims) instanceof String id) {
      try {
        return new OwnerId(id);
      } catch (IllegalArgumentException e) {
        throw noOwner();
      }
    }
    throw noOwner();
  }

  private Problem noOwner() {
    return new Problem(
        ProblemType.FORBIDDEN,
        "Expected the token's claim '%s' to be the id of an owner, or '*', but it is not."
            .formatted(owner));
  }

  private static @Nullable Object find(String path, Map<String, Object> claims) {
    Object found = claims;
    for (String name : path.split("\\.", -1)) {
      found = found instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return found;
  }

  private static Stream<String> texts(@Nullable Object claim) {
    return switch (claim) {
      case String text -> Arrays.stream(text.split(" ", -1));
      case Collection<?> all ->
          all.stream().filter(String.class::isInstance).map(String.class::cast);
      case null, default -> Stream.empty();
    };
  }

  private static Stream<AccessRole> roles(String text) {
    return Stream.of(AccessRole.values()).filter(known -> EnumNames.of(known).equals(text));
  }
}
