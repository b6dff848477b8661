package io.dormouse.streams.owner;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.owner.OwnerAccount;
import io.dormouse.core.owner.OwnerDecider;
import io.dormouse.core.owner.OwnerEffect;
import io.dormouse.core.owner.OwnerEffect.Ask;
import io.dormouse.core.owner.OwnerEffect.Forget;
import io.dormouse.core.owner.OwnerEffect.Note;
import io.dormouse.core.owner.OwnerEffect.Refuse;
import io.dormouse.core.owner.OwnerEffect.Show;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.Sink;
import io.dormouse.streams.topology.WriteAheadStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The Streams shell of owners: load, decide, store, forward. */
final class OwnerProcessor implements Processor<String, OwnerMessage, String, byte[]> {

  static final Sink<SignUpView> VIEWS =
      new Sink<>("signup-views-sink", Topic.SIGNUP_VIEWS, Codecs.SIGN_UP_VIEW);
  static final Sink<Rejection> REJECTIONS =
      new Sink<>("signup-rejections-sink", Topic.REJECTIONS, Codecs.REJECTION);
  static final Sink<CommandEnvelope> INSTANCE_COMMANDS =
      new Sink<>("signup-instance-commands-sink", Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND);

  /** Accounts by owner. */
  static final String ACCOUNTS = "owner-accounts";

  /**
   * The command that created each instance, under {@code owner/instance}. One row each, since the
   * number of an owner's instances is not limited.
   */
  static final String INSTANCES = "owner-instances";

  static final Codec<OwnerAccount> ACCOUNT_CODEC = Codecs.of("OwnerAccount", OwnerAccount.class);

  private final int quota;
  private final DomainPolicy domains;
  private Outbox outbox;
  private RecordStore<OwnerAccount> accounts;
  private KeyValueStore<String, String> instances;

  @SuppressWarnings("NullAway.Init")
  OwnerProcessor(int quota, DomainPolicy domains) {
    this.quota = quota;
    this.domains = domains;
  }

  static List<StoreBuilder<?>> stores() {
    return List.of(
        RecordStore.builder(ACCOUNTS),
        Stores.keyValueStoreBuilder(
                WriteAheadStore.named(INSTANCES), Serdes.String(), Serdes.String())
            .withCachingDisabled());
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    outbox = new Outbox(context);
    accounts = RecordStore.of(context, ACCOUNTS, ACCOUNT_CODEC);
    instances = context.getStateStore(INSTANCES);
  }

  @Override
  public void process(Record<String, OwnerMessage> record) {
    OwnerMessage message = record.value();
    OwnerId owner = message.owner();
    Instant now = Instant.ofEpochMilli(record.timestamp());
    OwnerAccount before =
        Objects.requireNonNullElse(accounts.get(owner.value()), OwnerAccount.EMPTY);
    OwnerDecider.OwnerDecision outcome =
        OwnerDecider.decide(
            message.message(),
            new OwnerDecider.OwnerContext(
                before,
                openedBy(owner, OwnerDecider.instance(message.message())),
                quota,
                domains,
                now));
    Outbox.TurnWrites writes = outbox.turn(now);
    if (!outcome.after().equals(before)) {
      writes.put(accounts, owner.value(), outcome.after());
    }
    outcome.effects().forEach(effect -> add(effect, owner, writes));
    writes.write();
  }

  private @Nullable CommandId openedBy(OwnerId owner, InstanceId instance) {
    String command = instances.get(key(owner, instance));
    return command == null ? null : new CommandId(command);
  }

  private void add(OwnerEffect effect, OwnerId owner, Outbox.TurnWrites writes) {
    switch (effect) {
      case Show(var view) -> writes.send(VIEWS, view.id().value(), view);
      case Refuse(var rejection) -> writes.send(REJECTIONS, rejection.subject(), rejection);
      case Ask(var instance, var command) ->
          writes.send(INSTANCE_COMMANDS, instance.value(), command);
      case Note(var instance, var command) ->
          writes.then(() -> instances.put(key(owner, instance), command.value()));
      case Forget(var instance) -> writes.then(() -> instances.delete(key(owner, instance)));
    }
  }

  private static String key(OwnerId owner, InstanceId instance) {
    return owner + "/" + instance;
  }
}
