package io.dormouse.language.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.blueprint.Timeouts;
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
    "xn--zo-ija.example, xn--zo-ija.example",
    "a-b.c, a-b.c",
    "zoë.example, xn--zo-ija.example",
    "Zoë.Example., xn--zo-ija.example",
    "bücher.例え.jp, xn--bcher-kva.xn--r8jz45g.jp",
    "пример.испытание, xn--e1afmkfd.xn--80akhbyknj4f",
    "नमस्ते.example, xn--h2bhs4b8d8a.example",
    "xn--strae-oqa.example, xn--strae-oqa.example"
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
        "a。b",
        "ZOË.example",
        "zoe\u0308.example",
        "straße.example",
        "σίσυφος.example",
        "ｅxample.org",
        "１２７.0.0.1",
        "ﬁ.example",
        "a\u200db.example",
        "a\u00adb.example",
        "♥.example",
        "🐭.example",
        "aב.example",
        "xn--zoë.example",
        "*.zoë.example",
        "é..example",
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
  @CsvSource({
    "*.example.org, *.example.org",
    "*.Example.ORG., *.example.org",
    "*.zoë.example, *.xn--zo-ija.example",
    "*.localhost, *.localhost",
    "acme.example.org, acme.example.org"
  })
  void shouldTakeWildcardsIntoTheRegister(String text, String expected) {
    assertThat(DomainName.registered(text).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "*.", "**.a", "*.*.a", "a.*.b", "*a.b", "a.*", "*..a", "*.-a", "*.a b"})
  void shouldTakeNoOtherStars(String text) {
    assertThatThrownBy(() -> DomainName.registered(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKnowItsWildcard() {
    assertThat(DomainName.of("a.b.c").wildcard()).hasValue(new DomainName("*.b.c"));
    assertThat(DomainName.of("localhost").wildcard()).isEmpty();
    assertThat(new DomainName("*.b.c").isWildcard()).isTrue();
    assertThat(DomainName.of("b.c").isWildcard()).isFalse();
  }

  @Test
  void shouldNotSendClientsToAWildcard() {
    DomainName wildcard = new DomainName("*.b.c");

    assertThatThrownBy(() -> new DomainOptions(wildcard, false, Robots.ALLOW, Timeouts.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'*.b.c'");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example",
        "http://a.example/",
        "HTTPS://A.Example:8443",
        "http://192.0.2.1/",
        "http://[2001:db8::1]:80/",
        "http://1.example/",
        "http://a-1/"
      })
  void shouldTakeOriginsFromUsers(String uri) {
    assertThat(RouteTarget.ToUri.of(uri).uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user@a.example/",
        "http://user:secret@a.example/",
        "http://@a.example/",
        "http://a.example/#",
        "http://a.example/?",
        "http://a.example/x",
        "http://a.example//",
        "http://a.example:0/",
        "http://a.example:/",
        "http://a.example:65536/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0x/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://127.0.0.256/",
        "http://1.2.3.4.5/",
        "http://a.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://１２７.0.0.1/",
        "http://zoë.example/",
        "http://a_b.example/",
        "http://a%2eb/"
      })
  void shouldNotTakeWhatReadersDifferAbout(String uri) {
    assertThatThrownBy(() -> RouteTarget.ToUri.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected a URI like 'https://www.example.org/'");
  }
}
