package io.dormouse.streams.api.http.server;

import io.dormouse.language.domain.DomainName;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Configured host names, separated by commas. */
public record HostNames(Set<String> names) {

  public HostNames {
    names = Set.copyOf(names);
  }

  /**
   * Throws {@link IllegalArgumentException} if one is neither a host name nor an address; IPv6
   * addresses are in brackets.
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
