package io.dormouse.language.owner;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * A person's request for a new instance; people appear as opaque ids only.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the domain is a wildcard, since a
 * sign-up gets one name only.
 *
 * @param id id of the sign-up; a sign-up with a known id is a repeat
 * @param domain the host name wanted, or null for the instance's id under the base domain
 */
public record SignUp(
    CommandId id,
    Actor actor,
    InstanceId wanted,
    BlueprintId blueprint,
    @Nullable DomainName domain,
    OwnerId owner,
    @Nullable String plan) {

  public SignUp {
    if (domain != null && domain.isWildcard()) {
      throw new IllegalArgumentException(
          "Expected the name of one host, but got '%s'.".formatted(domain));
    }
  }
}
