package io.dormouse.streams.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DomainPolicyTest {

  private static final DomainPolicy POLICY =
      PublicSuffixList.policy(new DomainName("apps.example.org"));
  private static final DomainPolicy LOCAL = PublicSuffixList.policy(new DomainName("localhost"));
  private static final ToInstance ACME = new ToInstance(new InstanceId("acme"));
  private static final ToUri SITE = new ToUri("https://www.example.org");

  @ParameterizedTest
  @CsvSource({
    "apps.example.org, is reserved",
    "other.apps.example.org, is reserved",
    "www.acme.apps.example.org, is reserved",
    "*.apps.example.org, is reserved",
    "*.acme.apps.example.org, is reserved",
    "*.example.org, stands for the reserved name",
    "com, is a public suffix",
    "co.uk, is a public suffix",
    "github.io, is a public suffix",
    "foo.ck, is a public suffix",
    "xn--p1ai, is a public suffix",
    "in-addr.arpa, is a public suffix",
    "*.com, is a public suffix",
    "*.co.uk, is a public suffix",
    "localhost, is every machine's own name",
    "a.localhost, is every machine's own name",
    "*.localhost, is every machine's own name",
    "127.0.0.1, is read as an address",
    "127.1, is read as an address",
    "2130706433, is read as an address",
    "0x7f.1, is read as an address",
    "0x7f000001, is read as an address",
    "0x, is read as an address",
    "a.example.7, is read as an address",
    "999.999.999.999, is read as an address",
    "*.0.0.1, is read as an address"
  })
  void shouldReserveWhatIsAnothersOrEverybodys(String name, String why) {
    assertThat(POLICY.refusal(new DomainName(name), ACME))
        .hasValueSatisfying(reason -> assertThat(reason).contains(why));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme.apps.example.org",
        "example.org",
        "notapps.example.org",
        "acme.co.uk",
        "acme.github.io",
        "www.ck",
        "*.acme.example",
        "*.acme.co.uk",
        "acme.test",
        "acme.local",
        "acme.onion",
        "intranet",
        "a1.7b",
        "xn--zo-ija.example",
        "mylocalhost"
      })
  void shouldLeaveTheRestToWhoClaimsIt(String name) {
    assertThat(POLICY.refusal(new DomainName(name), ACME)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "acme.localhost, true",
    "other.localhost, false",
    "localhost, false",
    "*.localhost, false",
    "a.acme.localhost, false"
  })
  void shouldGiveEachInstanceItsOwnNameWhereTheBaseIsLocalhost(String name, boolean free) {
    assertThat(LOCAL.refusal(new DomainName(name), ACME).isEmpty()).isEqualTo(free);
  }

  @ParameterizedTest
  @CsvSource({
    "apps.example.org, true",
    "*.apps.example.org, false",
    "acme.apps.example.org, false",
    "www.apps.example.org, false",
    "com, false",
    "www.example.org, true"
  })
  void shouldLetTheBaseLeadToAUriAndNothingUnderIt(String name, boolean free) {
    assertThat(POLICY.refusal(new DomainName(name), SITE).isEmpty()).isEqualTo(free);
  }
}
