package io.dormouse.core.domain;

import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reserved names: names that belong to somebody else or to the public. Under the base domain each
 * instance has its own name, {@code <id>.<base>}, and no other; the base domain itself may lead to
 * a URI.
 *
 * <p>Names outside the public DNS ({@code .local}, {@code .onion}, {@code .test}, {@code .invalid})
 * are free.
 */
public record DomainPolicy(DomainName base, PublicSuffixes suffixes) {

  private static final String LOCALHOST = "localhost";

  /** Ends of names that browsers parse as IPv4 addresses, in any form. */
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)");

  /** The reason for a refusal, as a clause that follows "but"; empty if the claim is allowed. */
  public Optional<String> refusal(DomainName domain, RouteTarget target) {
    String name = domain.isWildcard() ? domain.value().substring(2) : domain.value();
    if (isOwn(domain, target)) {
      return Optional.empty();
    } else if (ENDS_IN_NUMBER.matcher(name).matches()) {
      return Optional.of("'%s' is read as an address".formatted(domain));
    } else if (name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST)) {
      return Optional.of("'%s' is every machine's own name".formatted(domain));
    } else if (target instanceof ToUri && domain.equals(base)) {
      return Optional.empty();
    } else if (name.equals(base.value()) || name.endsWith("." + base)) {
      return Optional.of(
          "'%s' is reserved: under '%s' each instance has its own name only"
              .formatted(domain, base));
    } else if (base.wildcard().filter(domain::equals).isPresent()) {
      return Optional.of("'%s' stands for the reserved name '%s' too".formatted(domain, base));
    } else if (suffixes.contains(name)) {
      return Optional.of("'%s' is a public suffix, under which others have names".formatted(name));
    }
    return Optional.empty();
  }

  private boolean isOwn(DomainName domain, RouteTarget target) {
    return target instanceof ToInstance own && domain.value().equals(own.instance() + "." + base);
  }
}
