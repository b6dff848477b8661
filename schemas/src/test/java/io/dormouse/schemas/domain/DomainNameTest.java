package io.dormouse.schemas.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

  @ParameterizedTest
  @CsvSource({
    "acme.example.org, acme.example.org",
    "ACME.Example.ORG, acme.example.org",
    "acme.example.org., acme.example.org",
    "localhost, localhost",
    "acme.localhost, acme.localhost",
    "xn--zo-lka.example, xn--zo-lka.example",
    "a-b.c, a-b.c"
  })
  void shouldBringNamesIntoNormalForm(String text, String expected) {
    assertThat(DomainName.of(text)).isEqualTo(new DomainName(expected)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a.b..",
        "-a.b",
        "a-.b",
        "a_b.c",
        "a b.c",
        "a.b:80",
        "a.b/c",
        "user@a.b",
        "[::1]",
        "*.a.b",
        "a.b\n",
        "a.b\r\nX: y",
        "a\0.b",
        "zoë.example",
        "a。b",
        "\u212Aelvin.example",
        "\u0130.example",
        "http://a.b",
        "a%2eb",
        "a,b"
      })
  void shouldRefuseWhatIsNoHostName(String text) {
    assertThatThrownBy(() -> DomainName.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a host name in lower case like 'acme.example.org'");
  }

  @Test
  void shouldNotTakeUpperCaseWhereNormalFormIsAsked() {
    assertThatThrownBy(() -> new DomainName("Acme.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldLimitLabelsAndWhole() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(DomainName.of(longest).value()).hasSize(253);
    assertThatThrownBy(() -> DomainName.of(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DomainName.of("a".repeat(64) + ".b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DomainName.of("a.".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a.example", "HTTPS://a.example/b?c#d", "https://127.0.0.1:8080/"})
  void shouldLeadToFixedAddresses(String uri) {
    assertThat(new RouteTarget.ToUri(uri).uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.example",
        "//a.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http:///x",
        "http://",
        "http://a b",
        "mailto:a@b"
      })
  void shouldNotLeadAnywhereElse(String uri) {
    assertThatThrownBy(() -> new RouteTarget.ToUri(uri))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
