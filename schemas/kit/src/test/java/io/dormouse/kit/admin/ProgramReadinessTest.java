package io.dormouse.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgramReadinessTest {

  @Test
  void shouldBeReadyWhenAllPartsAre() {
    ProgramReadiness readiness = ProgramReadiness.of("tables", true).and("streams", true);

    assertThat(readiness.status()).isEqualTo(200);
    assertThat(readiness.json()).isEqualTo("{\"ready\":true,\"tables\":true,\"streams\":true}");
  }

  @Test
  void shouldSayWhichPartIsNotReady() {
    ProgramReadiness readiness = ProgramReadiness.of("tables", true).and("streams", false);

    assertThat(readiness.status()).isEqualTo(503);
    assertThat(readiness.json()).isEqualTo("{\"ready\":false,\"tables\":true,\"streams\":false}");
  }

  @Test
  void shouldDoWithoutParts() {
    assertThat(ProgramReadiness.of(false).json()).isEqualTo("{\"ready\":false}");
    assertThat(ProgramReadiness.of(true).json()).isEqualTo("{\"ready\":true}");
  }
}
