package io.dormouse.edge.wake;

import io.dormouse.edge.EdgeSettings;
import io.dormouse.edge.WakingSettings;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.answer.Preference;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.client.Descriptions;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.ForwardResult.AwaitChange;
import io.dormouse.edge.forward.Forwarding;
import io.dormouse.edge.wake.WaitingRoom.Registration;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stage for requests to instances that do not serve: a page for people, a wait for programs, a
 * refusal for requests that may not wake.
 */
public final class WakeStage {

  private final WaitingRoom room;
  private final WakePolicy policy;
  private final Descriptions descriptions;
  private final AnswerWriter answers;
  private final InstantSource clock;
  private final EdgeSettings settings;

  public WakeStage(
      WaitingRoom room,
      Descriptions descriptions,
      AnswerWriter answers,
      InstantSource clock,
      EdgeSettings settings) {
    this.room = room;
    this.policy = WakePolicy.STANDARD;
    this.descriptions = descriptions;
    this.answers = answers;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * Answers, or waits.
   *
   * @param reroute routes the exchange anew, when its instance serves
   */
  public void admit(Exchange exchange, InstanceView view, Runnable reroute) {
    HttpServerRequest request = exchange.request();
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    if (!policy.wakes(request.path(), agent)) {
      answer(exchange, Answers.doesNotWake(view));
      return;
    }
    if (left(exchange).isZero()) {
      answer(exchange, notYet(view, Answers::waitedTooLong));
      return;
    }
    Caller caller = caller(exchange, agent);
    Handler<WaitOutcome> onOutcome = whenEnded(exchange, reroute);
    boolean asPage = !exchange.webSocket() && Preference.isNavigation(request);
    Registration registration =
        asPage
            ? room.wake(view, caller, exchange.context(), onOutcome)
            : room.hold(view, caller, exchange.context(), onOutcome);
    exchange.whenGone(registration::leave);
  }

  /**
   * Holds a request that no replica of an instance took although its view says that it runs: most
   * likely it has just ended, and a newer view is on its way.
   *
   * @param reroute routes the exchange anew, after each wait
   */
  public void strand(Forwarding forwarding, AwaitChange change, Runnable reroute) {
    Exchange exchange = forwarding.exchange();
    InstanceView view = change.view();
    Duration time = forwarding.strandedFor(view.endpoints(), settings.waiting().unreachable());
    Duration wait = least(least(time, left(exchange)), forwarding.pause());
    if (wait.isZero()) {
      answer(exchange, change.otherwise());
      return;
    }
    Registration registration =
        room.strand(view, wait, exchange.context(), whenEnded(exchange, reroute));
    exchange.whenGone(registration::leave);
  }

  /** The caller; a request that had reached its instance before is not charged for a wake. */
  private Caller caller(Exchange exchange, @Nullable String agent) {
    HttpServerRequest request = exchange.request();
    Client client = exchange.client();
    WakingSettings waking = settings.waking();
    return new Caller(
        descriptions.describe(request.method().name(), request.path(), agent, client.address()),
        exchange.counted() ? null : client.network(waking.ipv4Prefix(), waking.ipv6Prefix()));
  }

  /** The time that it may still wait. */
  private Duration left(Exchange exchange) {
    Duration left = settings.waiting().holdTimeout().minus(exchange.waited());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The answer for an instance that does not serve, and will not because of this request. */
  public void answer(Exchange exchange, Standing standing) {
    answer(
        exchange,
        switch (standing) {
          case Standing.Failed failed -> Answers.failed(failed.view(), clock.instant());
          case Standing.WithoutResources without -> Answers.withoutResources(without.view());
          case Standing.Stopped stopped -> Answers.stopped();
          case Standing.Deleted deleted -> Answers.deleted(deleted.view());
          case Standing.Gone gone -> Answers.unknownHost(exchange.host().name().value());
          case Standing.Sleeping sleeping -> Answers.starting(sleeping.view());
          case Standing.Awake awake -> Answers.starting(awake.view());
        });
  }

  private Handler<WaitOutcome> whenEnded(Exchange exchange, Runnable reroute) {
    long began = System.nanoTime();
    return outcome -> {
      if (!exchange.gone()) {
        exchange.stopWaiting();
        if (outcome instanceof WaitOutcome.Ready || outcome instanceof WaitOutcome.Moved) {
          exchange.waited(Duration.ofNanos(System.nanoTime() - began));
        }
        ended(exchange, outcome, reroute);
      }
    };
  }

  private void ended(Exchange exchange, WaitOutcome outcome, Runnable reroute) {
    switch (outcome) {
      case WaitOutcome.Ready ready -> reroute.run();
      case WaitOutcome.Moved moved -> reroute.run();
      case WaitOutcome.WakeRefused no -> answer(exchange, tooManyWakes(no));
      case WaitOutcome.Ended ended -> answer(exchange, ended.standing());
      case WaitOutcome.WakeKnown known -> {
        Answer page = notYet(known.view(), Answers::starting);
        exchange.finishWith(page.kind());
        answers.waitingPage(exchange.request(), page);
      }
      case WaitOutcome.WakeNotWritten no -> answer(exchange, Answers.cannotWake(no.view()));
      case WaitOutcome.NoPlace no -> answer(exchange, notYet(no.view(), Answers::tooManyWait));
      case WaitOutcome.TooLong late ->
          answer(exchange, notYet(late.view(), Answers::waitedTooLong));
      case WaitOutcome.Closing closing -> answer(exchange, Answers.closing());
    }
  }

  /** The place in the queue if the instance waits for room, else the other answer. */
  private Answer notYet(InstanceView view, Function<InstanceView, Answer> otherwise) {
    int place = room.queuePlace(view.id());
    return place > 0 ? Answers.queued(view, place) : otherwise.apply(view);
  }

  private static Answer tooManyWakes(WaitOutcome.WakeRefused no) {
    return switch (no.refusal().limit()) {
      case CLIENT -> Answers.clientWakesTooMany(no.view(), no.refusal().again());
      case ALL -> Answers.allWakeTooMany(no.view(), no.refusal().again());
    };
  }

  private void answer(Exchange exchange, Answer answer) {
    exchange.finishWith(answer.kind());
    answers.answer(exchange.request(), answer);
  }
}
