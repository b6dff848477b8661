package io.dormouse.streams.domain;

import com.google.common.net.InternetDomainName;
import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.domain.PublicSuffixes;
import io.dormouse.language.domain.DomainName;

/** The Public Suffix List that comes with Guava, both of its parts. */
public enum PublicSuffixList implements PublicSuffixes {
  BUNDLED;

  /** The policy for all claims of domains. */
  public static DomainPolicy policy(DomainName base) {
    return new DomainPolicy(base, BUNDLED);
  }

  @Override
  public boolean contains(String name) {
    return InternetDomainName.isValid(name) && InternetDomainName.from(name).isPublicSuffix();
  }
}
