package io.dormouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DerivedIdTest {

  @Test
  void shouldKeepATextThatIsShortEnough() {
    String longest = "x".repeat(200);

    assertThat(DerivedId.of("domain-command-1").value()).isEqualTo("domain-command-1");
    assertThat(DerivedId.of(longest).value()).isEqualTo(longest);
  }

  @Test
  void shouldShortenALongTextTheSameWayEachTime() {
    String text = "x".repeat(300);

    assertThat(DerivedId.of(text)).isEqualTo(DerivedId.of(text));
    assertThat(DerivedId.of(text).value()).hasSize(165).startsWith("xxx");
  }

  @Test
  void shouldTellLongTextsApart() {
    assertThat(DerivedId.of("x".repeat(300) + "a"))
        .isNotEqualTo(DerivedId.of("x".repeat(300) + "b"));
  }
}
