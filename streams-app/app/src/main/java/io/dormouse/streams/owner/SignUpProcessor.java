package io.dormouse.streams.owner;

import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews.SignUpReceived;
import io.dormouse.language.owner.SignUp;
import io.dormouse.streams.topology.Outbox;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards each sign-up to the processor of its owner. */
final class SignUpProcessor implements Processor<String, SignUp, String, Object> {

  static final String OWNER_MESSAGES = "signup-owner-messages-sink";

  private Outbox outbox;

  @SuppressWarnings("NullAway.Init")
  SignUpProcessor() {}

  @Override
  public void init(ProcessorContext<String, Object> context) {
    outbox = new Outbox(context);
  }

  @Override
  public void process(Record<String, SignUp> record) {
    SignUp signUp = record.value();
    outbox.send(
        OWNER_MESSAGES,
        signUp.owner().value(),
        new OwnerMessage(signUp.owner(), new SignUpReceived(signUp)),
        Instant.ofEpochMilli(record.timestamp()));
  }
}
