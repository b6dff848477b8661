package io.dormouse.streams.instance;

import static io.dormouse.streams.instance.Given.at;
import static io.dormouse.streams.instance.Given.given;

import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CauseKind;
import io.dormouse.schemas.instance.InstanceCommand.WakeInstance;
import io.dormouse.schemas.instance.RejectionReason;
import org.junit.jupiter.api.Test;

/** A client's key is one command's, also for an instance that knows it only from its log. */
final class KeyReuseTest {

  private static final WakeInstance WAKE = new WakeInstance(Cause.of(CauseKind.API));

  @Test
  void shouldRejectAnotherCommandUnderTheKeyOfOneThatWasAccepted() {
    given(Lives.stopping(Lives.ended(1)))
        .whenAgain(WAKE, "past-4 #other", at("+9s"))
        .thenRejected(RejectionReason.DUPLICATE, "a new Idempotency-Key");
  }
}
