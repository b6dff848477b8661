package io.dormouse.streams.signup;

import static io.dormouse.streams.Sample.ACME;
import static io.dormouse.streams.Sample.DOMAIN;
import static io.dormouse.streams.Sample.NOTES;
import static io.dormouse.streams.Sample.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.schemas.instance.Actor;
import io.dormouse.schemas.instance.ActorKind;
import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceCommand.CreateInstance;
import io.dormouse.schemas.signup.SignUp;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class SignUpProcessorTest {

  @Test
  void shouldAskForTheInstanceUnderTheIdOfTheSignUp() {
    MockProcessorContext<String, CommandEnvelope> context = new MockProcessorContext<>();
    SignUpProcessor processor = new SignUpProcessor();
    processor.init(context);
    Actor visitor = new Actor(ActorKind.API_USER, "visitor-1");
    CommandId id = new CommandId("sign-up-1");

    processor.process(
        new Record<>("any", new SignUp(id, visitor, ACME, NOTES, DOMAIN, OWNER, "free"), 7));

    assertThat(context.forwarded())
        .singleElement()
        .satisfies(forward ->
            assertThat(forward.record())
                .isEqualTo(
                    new Record<>(
                        "acme",
                        new CommandEnvelope(
                            id, visitor, new CreateInstance(NOTES, null, DOMAIN, OWNER)),
                        7)));
  }
}
