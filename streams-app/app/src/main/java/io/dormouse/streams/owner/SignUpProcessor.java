package io.dormouse.streams.owner;

import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews.SignUpReceived;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.Sink;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards each sign-up to the processor of its owner. */
final class SignUpProcessor implements Processor<String, SignUp, String, byte[]> {

  static final Sink<OwnerMessage> OWNER_MESSAGES =
      new Sink<>("signup-owner-messages-sink", Topic.OWNER_MESSAGES, Codecs.OWNER_MESSAGE);

  private Outbox outbox;

  @SuppressWarnings("NullAway.Init")
  SignUpProcessor() {}

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    outbox = new Outbox(context);
  }

  @Override
  public void process(Record<String, SignUp> record) {
    SignUp signUp = record.value();
    Outbox.TurnWrites writes = outbox.turn(Instant.ofEpochMilli(record.timestamp()));
    writes.send(
        OWNER_MESSAGES,
        signUp.owner().value(),
        new OwnerMessage(signUp.owner(), new SignUpReceived(signUp)));
    writes.write();
  }
}
