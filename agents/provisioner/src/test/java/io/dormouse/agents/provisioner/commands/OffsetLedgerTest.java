package io.dormouse.agents.provisioner.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetLedgerTest {

  private final OffsetLedger ledger = new OffsetLedger(5);

  @Test
  void shouldNotPassWhatIsUnfinished() {
    ledger.began(5);
    ledger.began(6);
    ledger.began(9);

    ledger.finished(6);
    ledger.finished(9);

    assertThat(ledger.position()).isEqualTo(5);
  }

  @Test
  void shouldPassAllThatIsFinished() {
    ledger.began(5);
    ledger.began(6);
    ledger.began(9);

    ledger.finished(9);
    ledger.finished(5);
    assertThat(ledger.position()).isEqualTo(6);

    ledger.finished(6);
    assertThat(ledger.position()).isEqualTo(10);
  }

  @Test
  void shouldBeginWhereItWasToldTo() {
    assertThat(ledger.position()).isEqualTo(5);
  }
}
