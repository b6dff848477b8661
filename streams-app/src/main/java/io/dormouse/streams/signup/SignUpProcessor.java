package io.dormouse.streams.signup;

import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.InstanceCommand.CreateInstance;
import io.dormouse.schemas.signup.SignUp;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns a sign-up into the command to create its instance; the command's id is the sign-up's. */
final class SignUpProcessor implements Processor<String, SignUp, String, CommandEnvelope> {

  private ProcessorContext<String, CommandEnvelope> context;

  @SuppressWarnings("NullAway.Init")
  SignUpProcessor() {}

  @Override
  public void init(ProcessorContext<String, CommandEnvelope> newContext) {
    context = newContext;
  }

  @Override
  public void process(Record<String, SignUp> record) {
    SignUp signUp = record.value();
    CommandEnvelope command =
        new CommandEnvelope(
            signUp.id(),
            signUp.actor(),
            new CreateInstance(signUp.blueprint(), null, signUp.domain(), signUp.owner()));
    context.forward(record.withKey(signUp.wanted().value()).withValue(command));
  }
}
