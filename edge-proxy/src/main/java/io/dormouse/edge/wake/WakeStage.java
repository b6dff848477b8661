package io.dormouse.edge.wake;

import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.answer.Preference;
import io.dormouse.edge.client.Descriptions;
import io.dormouse.edge.forward.Exchange;
import io.dormouse.edge.wake.WaitingRoom.Place;
import io.dormouse.schemas.instance.InstanceView;
import io.dormouse.schemas.instance.WakingRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The stage for requests to instances that do not serve: a page for people, a place to wait for
 * programs, a plain no for those who may not wake.
 */
public final class WakeStage {

  private final WaitingRoom room;
  private final WakePolicy policy;
  private final Descriptions descriptions;
  private final AnswerWriter answers;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience how long one request waits in all
   */
  public WakeStage(
      WaitingRoom room,
      Descriptions descriptions,
      AnswerWriter answers,
      InstantSource clock,
      Duration patience) {
    this.room = room;
    this.policy = WakePolicy.STANDARD;
    this.descriptions = descriptions;
    this.answers = answers;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Answers, or waits.
   *
   * @param again takes the exchange when its instance serves
   */
  public void admit(Exchange exchange, InstanceView view, Consumer<Exchange> again) {
    HttpServerRequest request = exchange.request();
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    if (!policy.wakes(request.path(), agent)) {
      answer(exchange, Answers.doesNotWake(view));
      return;
    }
    if (exchange.waited().compareTo(patience) >= 0) {
      answer(exchange, Answers.waitedTooLong(view));
      return;
    }
    WakingRequest why =
        descriptions.describe(
            request.method().name(), request.path(), agent, exchange.client().address());
    long began = System.nanoTime();
    boolean asPage = !exchange.webSocket() && Preference.isNavigation(request);
    Handler<Outcome> onOutcome = outcome -> ended(exchange, outcome, began, again);
    Place place =
        asPage
            ? room.wake(view, why, exchange.context(), onOutcome)
            : room.hold(view, why, exchange.context(), onOutcome);
    exchange.whenGone(place::leave);
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
          case Standing.Serving serving -> Answers.starting(serving.view());
        });
  }

  private void ended(Exchange exchange, Outcome outcome, long began, Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    exchange.stopWaiting();
    switch (outcome) {
      case Outcome.Ready ready -> {
        exchange.waited(Duration.ofNanos(System.nanoTime() - began));
        again.accept(exchange);
      }
      case Outcome.Ended ended -> answer(exchange, ended.standing());
      case Outcome.WakeKnown known -> {
        Answer page = Answers.starting(known.view());
        exchange.finishWith(page.kind());
        answers.waitingPage(exchange.request(), page);
      }
      case Outcome.WakeNotWritten no -> answer(exchange, Answers.cannotWake(no.view()));
      case Outcome.NoPlace no -> answer(exchange, Answers.tooManyWait(no.view()));
      case Outcome.TooLong late -> answer(exchange, Answers.waitedTooLong(late.view()));
      case Outcome.Closing closing -> answer(exchange, Answers.closing());
    }
  }

  private void answer(Exchange exchange, Answer answer) {
    exchange.finishWith(answer.kind());
    answers.answer(exchange.request(), answer);
  }
}
