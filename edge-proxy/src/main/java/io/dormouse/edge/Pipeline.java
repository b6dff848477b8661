package io.dormouse.edge;

import io.dormouse.edge.activity.ActivityMeter;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.client.Clients;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.ForwardResult;
import io.dormouse.edge.forward.Forwarder;
import io.dormouse.edge.forward.Forwarding;
import io.dormouse.edge.forward.replica.OutsideTargets;
import io.dormouse.edge.forward.replica.OutsideTargets.LeadsInsideException;
import io.dormouse.edge.gate.RequestGate;
import io.dormouse.edge.gate.RequestGate.Admission;
import io.dormouse.edge.observe.AccessRecord;
import io.dormouse.edge.observe.AccessStage;
import io.dormouse.edge.route.RouteDecision;
import io.dormouse.edge.route.RoutePolicy;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.wake.EventStream;
import io.dormouse.edge.wake.Standing;
import io.dormouse.edge.wake.WakeStage;
import io.dormouse.edge.wire.Lingering;
import io.dormouse.edge.wire.StrictRequestDecoder;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages of a request, on one event loop: gate, route, wake, forward. A request that no backend
 * answered is routed anew as long as the result of forwarding says so. An access record follows the
 * request to its end.
 */
final class Pipeline implements Handler<HttpServerRequest> {

  /** The stages. */
  record Stages(
      RequestGate gate,
      Clients clients,
      RoutingTable routes,
      RoutePolicy policy,
      WakeStage wake,
      EventStream events,
      ActivityMeter activity,
      OutsideTargets outside,
      Forwarder forwarder,
      AccessStage access,
      AnswerWriter answers) {}

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final Stages stages;
  private final InstantSource clock;
  private final Context context;
  private final Forwarding.ResultListener onResult = this::proceed;

  Pipeline(Stages stages, InstantSource clock, Context context) {
    this.stages = stages;
    this.clock = clock;
    this.context = context;
  }

  @Override
  public void handle(HttpServerRequest request) {
    request.pause();
    if (Lingering.isTooLate(request)) {
      request.connection().close();
      return;
    }
    try {
      admit(request, stages.access().begin(request));
    } catch (RuntimeException e) {
      LOG.atError().setMessage("request ended by an error").setCause(e).log();
      Lingering.cut(request);
    }
  }

  private void admit(HttpServerRequest request, AccessRecord record) {
    switch (stages.gate().check(request)) {
      case Admission.Denied refused -> refuse(request, record, refused.answer());
      case Admission.Valid valid -> {
        if (valid.webSocket()) {
          decodeOnAfterRefusal(request);
        }
        Exchange exchange = exchange(request, valid, record);
        if (!Lingering.isStream(request)) {
          StrictRequestDecoder.of(request.connection())
              .whenBodyBreaks(request, cause -> exchange.guard(() -> bodyBroke(exchange, cause)));
        }
        exchange.guard(() -> route(new Forwarding(exchange, onResult)));
      }
    }
  }

  /** Refuses a request that could not be decoded. */
  void handleUndecodable(HttpServerRequest request) {
    Answer answer = stages.gate().undecodable(request.decoderResult().cause());
    refuse(request, stages.access().begin(request), answer);
  }

  /**
   * Answers a request whose body cannot be read, unless its answer has begun, and ends the
   * connection in both cases.
   */
  private void bodyBroke(Exchange exchange, Throwable cause) {
    HttpServerRequest request = exchange.request();
    if (exchange.gone() || request.response().ended()) {
      return;
    } else if (request.response().headWritten()) {
      Lingering.cut(request);
      return;
    }
    Answer answer = stages.gate().unreadableBody(cause);
    exchange.abandon(answer.kind());
    stages.answers().refuse(request, answer);
  }

  private void refuse(HttpServerRequest request, AccessRecord record, Answer answer) {
    record.refused(answer.kind());
    stages.answers().refuse(request, answer);
  }

  private void route(Forwarding forwarding) {
    Exchange exchange = forwarding.exchange();
    HttpServerRequest request = exchange.request();
    RouteDecision decision =
        stages
            .policy()
            .decide(
                stages.routes(),
                exchange.client(),
                exchange.host().name(),
                request.method(),
                request.uri());
    switch (decision) {
      case RouteDecision.Onward onward -> onward(forwarding, onward);
      case RouteDecision.Redirected(String location) ->
          answer(exchange, Answers.elsewhere(location));
      case RouteDecision.RobotsAsked(boolean welcome) -> answer(exchange, Answers.robots(welcome));
      case RouteDecision.Unknown unknown ->
          answer(exchange, Answers.unknownHost(exchange.host().name().value()));
    }
  }

  private void onward(Forwarding forwarding, RouteDecision.Onward onward) {
    switch (onward.target()) {
      case RouteTarget.ToInstance to -> toInstance(forwarding, to.instance());
      case RouteTarget.ToUri to -> toUri(forwarding, URI.create(to.uri()), onward.timeouts());
    }
  }

  private void toInstance(Forwarding forwarding, InstanceId instance) {
    Exchange exchange = forwarding.exchange();
    exchange.record().leadsTo(instance);
    InstanceView view = stages.routes().view(instance).orElse(null);
    if (view != null && exchange.request().path().startsWith(AnswerWriter.RESERVED)) {
      reserved(exchange, view);
      return;
    }
    switch (Standing.of(view, clock)) {
      case Standing.Awake awake -> {
        use(exchange, instance);
        stages.forwarder().forward(forwarding, awake.view());
      }
      case Standing.Sleeping sleeping ->
          stages.wake().admit(exchange, sleeping.view(), () -> route(forwarding));
      case Standing.Failed failed -> stages.wake().answer(exchange, failed);
      case Standing.WithoutResources without -> stages.wake().answer(exchange, without);
      case Standing.Stopped stopped -> stages.wake().answer(exchange, stopped);
      case Standing.Deleted deleted -> stages.wake().answer(exchange, deleted);
      case Standing.Gone gone -> stages.wake().answer(exchange, gone);
    }
  }

  /** Takes the next step of an exchange that no backend answered. */
  private void proceed(Forwarding forwarding, ForwardResult result) {
    switch (result) {
      case ForwardResult.GiveUp(Answer answer) -> answer(forwarding.exchange(), answer);
      case ForwardResult.Reroute reroute -> route(forwarding);
      case ForwardResult.RetryAfter(Duration pause) -> retryAfter(forwarding, pause);
      case ForwardResult.AwaitChange change ->
          stages.wake().strand(forwarding, change, () -> route(forwarding));
    }
  }

  private void retryAfter(Forwarding forwarding, Duration pause) {
    context
        .owner()
        .setTimer(
            pause.toMillis(),
            due -> {
              if (!forwarding.exchange().gone()) {
                route(forwarding);
              }
            });
  }

  private void use(Exchange exchange, InstanceId instance) {
    if (!exchange.counted()) {
      exchange.countAs(stages.activity().open(instance));
    }
  }

  private void reserved(Exchange exchange, InstanceView view) {
    HttpServerRequest request = exchange.request();
    if (request.path().equals(AnswerWriter.EVENTS) && request.method().equals(HttpMethod.GET)) {
      stages.events().open(exchange, view);
    } else {
      answer(exchange, Answers.notFound());
    }
  }

  private void toUri(Forwarding forwarding, URI uri, Timeouts timeouts) {
    stages
        .outside()
        .lookUp(uri)
        .onComplete(
            backend -> stages.forwarder().forward(forwarding, backend.within(timeouts)),
            cause ->
                answer(
                    forwarding.exchange(),
                    cause instanceof LeadsInsideException
                        ? Answers.targetRefused()
                        : Answers.backendUnreachable()));
  }

  private void answer(Exchange exchange, Answer answer) {
    if (!exchange.gone()) {
      exchange.finishWith(answer.kind());
      stages.answers().answer(exchange.request(), answer);
    }
  }

  private Exchange exchange(HttpServerRequest request, Admission.Valid valid, AccessRecord record) {
    Client client = stages.clients().of(request, record.connection().ends(), valid.host());
    record.isFrom(client.address());
    return new Exchange(request, valid.host(), client, valid.webSocket(), context, record);
  }

  private static void decodeOnAfterRefusal(HttpServerRequest request) {
    StrictRequestDecoder decoder = StrictRequestDecoder.of(request.connection());
    request.response().bodyEndHandler(refused -> decoder.unpark());
  }
}
