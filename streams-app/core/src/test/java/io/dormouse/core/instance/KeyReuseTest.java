package io.dormouse.core.instance;

import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;

import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import org.junit.jupiter.api.Test;

/** A client's key belongs to one command, also for an instance that knows it only from its log. */
final class KeyReuseTest {

  private static final WakeInstance WAKE = new WakeInstance(Cause.of(CauseKind.API));

  @Test
  void shouldRejectAnotherCommandUnderTheKeyOfOneThatWasAccepted() {
    given(Lives.stopping(Lives.ended(1)))
        .whenAgain(WAKE, "past-4 #other", at("+9s"))
        .thenRejected(RejectionReason.DUPLICATE, "a new Idempotency-Key");
  }
}
