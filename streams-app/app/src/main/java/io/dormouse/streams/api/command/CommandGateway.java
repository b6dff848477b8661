package io.dormouse.streams.api.command;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.streams.api.command.Receipt.ReceiptStatus;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.CommandResult;
import io.dormouse.streams.api.view.Deadline;
import io.dormouse.streams.api.view.DecisionKey;
import io.dormouse.streams.api.view.Subscriptions;
import io.dormouse.streams.api.view.Tables;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes commands and waits for the brain's decisions. Its methods block. */
public final class CommandGateway {

  private static final Logger LOG = LoggerFactory.getLogger(CommandGateway.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final TopicWriter writer;
  private final Tables tables;
  private final Duration timeout;
  private final CommandLimit limit;

  /**
   * A gateway.
   *
   * @param timeout the wait for a decision after the command is written
   * @param limit limit of the commands through this gateway
   */
  public CommandGateway(TopicWriter writer, Tables tables, Duration timeout, CommandLimit limit) {
    this.writer = writer;
    this.tables = tables;
    this.timeout = timeout;
    this.limit = limit;
  }

  /**
   * Writes a command and waits for the decision. After an accepted command to an instance the
   * tables show its effect, if they caught up in time. The brain may read blueprints and plans a
   * moment later than these tables; a command that fails for that reason is repeated until the time
   * is up.
   *
   * @throws Problem if the command was rejected or cannot be written, or if too many are in flight
   */
  public Receipt send(OutgoingCommand<?> command) {
    try (CommandLimit.Place place = limit.enter()) {
      return send(command, place);
    }
  }

  private Receipt send(OutgoingCommand<?> command, CommandLimit.Place place) {
    Deadline patience = deadline();
    while (true) {
      try {
        return sendOnce(command, place);
      } catch (Problem e) {
        if (!RejectionProblem.mayPass(e.type()) || patience.passed()) {
          throw e;
        }
      }
    }
  }

  /**
   * Sends a command that creates an instance. Once accepted, waits for the instance's domain too,
   * so that its page opens at once.
   */
  public Receipt sendAndRoute(OutgoingCommand<?> command, DomainName domain) {
    try (CommandLimit.Place place = limit.enter()) {
      Receipt receipt = send(command, place);
      if (receipt.outcome() == ReceiptStatus.ACCEPTED) {
        tables.domains().await(domain, route -> route != null, deadline());
      }
      return receipt;
    }
  }

  /**
   * Writes a command and waits for the decision, or empty if it does not come in time.
   *
   * @throws Problem if the command cannot be written, or if too many are in flight
   */
  public Optional<CommandResult> decision(OutgoingCommand<?> command) {
    try (CommandLimit.Place place = limit.enter()) {
      return decision(command, place);
    }
  }

  /** Takes a place for what is only written; throws {@link Problem} if too many are in flight. */
  public CommandLimit.Place enter() {
    return limit.enter();
  }

  private Optional<CommandResult> decision(OutgoingCommand<?> command, CommandLimit.Place place) {
    try (Subscriptions<DecisionKey, CommandResult>.Subscription decision =
        tables.decisions().subscribe(command.keys())) {
      write(command.topic(), command.key(), command.payload());
      Optional<CommandResult> decided = decision.await(deadline());
      if (decided.isEmpty()) {
        decision.keep(CommandLimit.LONGEST_UNDECIDED, place.keep());
      }
      return decided;
    }
  }

  private Receipt sendOnce(OutgoingCommand<?> command, CommandLimit.Place place) {
    return decision(command, place)
        .map(decided -> receipt(command, decided))
        .orElseGet(() -> new Receipt(command.id(), ReceiptStatus.PENDING, null));
  }

  /** Writes a value that needs no decision; throws {@link Problem} if that fails. */
  public <T> void write(Topic topic, String key, Codec<T> codec, T value) {
    write(topic, key, new OutgoingCommand.Payload<>(codec, value));
  }

  /** The deadline of a decision on a command that is written now. */
  public Deadline deadline() {
    return Deadline.in(timeout);
  }

  private <T> void write(Topic topic, String key, OutgoingCommand.Payload<T> payload) {
    await(writer.write(topic, key, payload.codec(), payload.value()), topic, key);
  }

  private static void await(Future<?> written, Topic topic, String key) {
    try {
      written.get();
    } catch (ExecutionException e) {
      LOG.atWarn()
          .setMessage("command not written")
          .addKeyValue("topic", topic.shortName())
          .addKeyValue("key", key)
          .setCause(e.getCause())
          .log();
      throw notWritten();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notWritten();
    }
  }

  /** True if the view includes the event; after a deletion there may be no view. */
  private static boolean shows(@Nullable InstanceView view, RecordedEvent event) {
    return view == null
        ? event.event() instanceof InstanceEvent.InstanceDeleted
        : view.sequence() >= event.sequence();
  }

  private Receipt receipt(OutgoingCommand<?> command, CommandResult decision) {
    return switch (decision) {
      case CommandResult.EventRecorded(RecordedEvent event) -> {
        tables.instances().await(event.instance(), view -> shows(view, event), deadline());
        yield accepted(command);
      }
      case CommandResult.RouteChanged() -> accepted(command);
      case CommandResult.BlueprintChanged changed -> accepted(command);
      case CommandResult.PlanChanged changed -> accepted(command);
      case CommandResult.Declined(Rejection rejection) -> {
        if (rejection.verdict() == Verdict.REJECTED) {
          throw RejectionProblem.of(rejection);
        }
        yield new Receipt(command.id(), ReceiptStatus.IGNORED, rejection.message());
      }
    };
  }

  private static Receipt accepted(OutgoingCommand<?> command) {
    return new Receipt(command.id(), ReceiptStatus.ACCEPTED, null);
  }

  private static Problem notWritten() {
    return new Problem(
            ProblemType.UNAVAILABLE,
            "Expected Kafka to take the command, but it did not answer. Nothing is lost by sending"
                + " it again with the same Idempotency-Key.")
        .retryAfter(RETRY_AFTER);
  }
}
