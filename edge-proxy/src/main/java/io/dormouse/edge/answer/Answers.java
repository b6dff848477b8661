package io.dormouse.edge.answer;

import io.dormouse.schemas.instance.Backoff;
import io.dormouse.schemas.instance.Failure;
import io.dormouse.schemas.instance.FailureKind;
import io.dormouse.schemas.instance.InstanceStatus;
import io.dormouse.schemas.instance.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** All answers that the edge gives itself. */
public final class Answers {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private Answers() {}

  public static Answer badRequest(String detail) {
    return Answer.of(400, "bad-request", "Bad request", detail);
  }

  public static Answer lineTooLong() {
    return Answer.of(414, "target-too-long", "Address too long", "Expected a shorter first line.");
  }

  public static Answer headTooLarge() {
    return Answer.of(
        431, "head-too-large", "Too many headers", "Expected fewer or shorter header lines.");
  }

  public static Answer methodNotAllowed(String method) {
    return Answer.of(
        405,
        "method-not-allowed",
        "Method not allowed",
        method + " is not forwarded; every other method is, registered or not.");
  }

  public static Answer unknownExpectation() {
    return Answer.of(
        417,
        "unknown-expectation",
        "Expectation failed",
        "Expected no other expectation than '100-continue'.");
  }

  public static Answer webSocketVersion() {
    return Answer.of(
        426,
        "websocket-version",
        "Upgrade required",
        "Expected version 13 of the WebSocket protocol.");
  }

  public static Answer unknownHost(String host) {
    return Answer.of(
        404,
        "unknown-host",
        "Nothing here",
        "No instance is known by the name %s.".formatted(host));
  }

  /** Sends the client to another address, with the same method and body. */
  public static Answer elsewhere(String location) {
    return Answer.of(308, "elsewhere", "Elsewhere", location);
  }

  /** The rules for robots. */
  public static Answer robots(boolean welcome) {
    String rules = "User-agent: *\nDisallow:" + (welcome ? "\n" : " /\n");
    return Answer.of(200, "robots", "Rules for robots", rules);
  }

  public static Answer notFound() {
    return Answer.of(404, "not-found", "Nothing here", "There is nothing at this address.");
  }

  public static Answer stopped() {
    return Answer.of(
            503,
            "stopped",
            "Stopped",
            "This instance was stopped by its owner or an operator; requests do not wake it.")
        .about(label(InstanceStatus.STOPPED));
  }

  /** Deleted, but not yet without a trace. */
  public static Answer deleted(InstanceView view) {
    return Answer.of(
            503, "deleted", "Deleted", "This instance was deleted; requests do not wake it.")
        .about(label(view.status()));
  }

  /** Says nothing of what the servers said: that is for operators. */
  public static Answer withoutResources(InstanceView view) {
    return Answer.of(
            502,
            "without-resources",
            "Not ready",
            "What this instance keeps its data in could not be made ready; an operator of the"
                + " platform has to mend it.")
        .about(label(view.status()));
  }

  /** The instance could not be started; not tried again before its backoff is over. */
  public static Answer failed(InstanceView view, Instant now) {
    Backoff backoff = view.backoff();
    Duration wait =
        backoff == null || !backoff.retryAt().isAfter(now)
            ? SOON
            : Duration.between(now, backoff.retryAt());
    Failure failure = view.failure();
    if (failure == null) {
      return Answer.of(502, "failed", "Did not start", "This instance did not start.")
          .retryAfter(wait)
          .about(label(InstanceStatus.FAILED));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("failure", failure.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (failure.exitCode() != null) {
      facts.put("exitCode", failure.exitCode());
    }
    String detail =
        failure.kind() == FailureKind.CREDENTIALS_UNREADABLE
            ? "Its host could not read its credentials; an operator of the platform has to mend it."
            : failure.message();
    return Answer.of(502, "failed", "Did not start", detail)
        .retryAfter(wait)
        .about(label(InstanceStatus.FAILED))
        .with(facts);
  }

  public static Answer doesNotWake(InstanceView view) {
    return Answer.of(
            503,
            "does-not-wake",
            "Asleep",
            "This instance does not serve now, and requests of this kind do not wake it.")
        .retryAfter(view.expectedStart())
        .about(label(view.status()));
  }

  public static Answer tooManyWait(InstanceView view) {
    return Answer.of(
            503,
            "too-many-wait",
            "Starting",
            "This instance is being started, and too many requests wait already.")
        .retryAfter(view.expectedStart())
        .about(label(view.status()));
  }

  public static Answer waitedTooLong(InstanceView view) {
    return Answer.of(
            503,
            "waited-too-long",
            "Still starting",
            "This instance is being started, and takes longer than a request is kept waiting.")
        .retryAfter(view.expectedStart())
        .about(label(view.status()));
  }

  public static Answer cannotWake(InstanceView view) {
    return Answer.of(
            503,
            "cannot-wake",
            "Asleep",
            "This instance is asleep and cannot be woken now, because the platform's control"
                + " plane does not answer. Try again later.")
        .retryAfter(LATER)
        .about(label(view.status()));
  }

  public static Answer starting(InstanceView view) {
    return Answer.of(503, "starting", "Waking up", "This instance is being started.")
        .retryAfter(view.expectedStart())
        .about(label(view.status()));
  }

  public static Answer closing() {
    return Answer.of(503, "closing", "Closing", "This edge is closing; another one will answer.")
        .retryAfter(SOON);
  }

  public static Answer backendBusy() {
    return Answer.of(
            503, "busy", "Busy", "All connections to this instance are in use, and many wait.")
        .retryAfter(SOON);
  }

  public static Answer backendUnreachable() {
    return Answer.of(
            502, "unreachable", "Not reachable", "No connection to what serves this address.")
        .retryAfter(SOON);
  }

  public static Answer backendBroke() {
    return Answer.of(
        502,
        "broken-answer",
        "No valid answer",
        "What serves this address closed the connection or did not answer in HTTP.");
  }

  public static Answer backendSilent() {
    return Answer.of(
        504, "no-answer", "No answer", "What serves this address did not answer in time.");
  }

  public static Answer backendStalled() {
    return Answer.of(
        504,
        "stalled",
        "No answer",
        "What serves this address has not taken any more of the request for too long.");
  }

  public static Answer backendTooFar() {
    return Answer.of(
            504,
            "connect-timeout",
            "Not reachable",
            "What serves this address did not take a connection in time.")
        .retryAfter(SOON);
  }

  public static Answer targetRefused() {
    return Answer.of(
        502,
        "target-refused",
        "Refused",
        "This name leads to an address that is not reachable from outside.");
  }

  static String label(InstanceStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
