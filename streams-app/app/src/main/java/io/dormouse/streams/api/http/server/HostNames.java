package io.dormouse.streams.api.http.server;

import io.dormouse.language.domain.DomainName;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of hosts, separated by commas, as they are configured. */
public record HostNames(Set<String> names) {

  public HostNames {
    names = Set.copyOf(names);
  }

  /**
   * Throws {@link IllegalArgumentException} if one is neither a host name nor an address; one of
   * IPv6 is written in brackets.
   */
  public HostNames(String text) {
    this(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(HostNames::checked)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static String checked(String name) {
    return AllowedHosts.isAddress(name) ? name : DomainName.of(name).value();
  }
}
