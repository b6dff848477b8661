package io.dormouse.edge.answer;

import io.dormouse.language.cause.Failure;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.time.Instant;
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

  /** A redirect to another address, with the same method and body. */
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

  /** The answer for an instance that was deleted, and of which something is still there. */
  public static Answer deleted(InstanceView view) {
    return Answer.of(
            503, "deleted", "Deleted", "This instance was deleted; requests do not wake it.")
        .about(label(view.status()));
  }

  /**
   * The answer for an instance whose resources could not be made. The servers' errors are left out;
   * they are for operators.
   */
  public static Answer withoutResources(InstanceView view) {
    return Answer.of(
            502,
            "without-resources",
            "Not ready",
            "What this instance keeps its data in could not be made ready. Trying again does not"
                + " help; tell whoever runs this site, with the request id.")
        .about(label(view.status()));
  }

  /**
   * The answer for an instance that could not be started and backs off. The host's messages are
   * left out; operators find them in the history.
   */
  public static Answer failed(InstanceView view, Instant now) {
    Backoff backoff = view.backoff();
    Duration wait =
        backoff == null || !backoff.retryAt().isAfter(now)
            ? SOON
            : Duration.between(now, backoff.retryAt());
    Failure failure = view.failure();
    FailureWords words = failure == null ? FailureWords.UNKNOWN : FailureWords.of(failure.kind());
    return Answer.of(502, "failed", words.title(), words.detail())
        .retryAfter(wait)
        .about(label(InstanceStatus.FAILED))
        .with(Map.of("failure", words.kind()));
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

  /** The answer for a network of clients that has reached its limit of wakes. */
  public static Answer clientWakesTooMany(InstanceView view, Duration wait) {
    return tooManyWakes(
        "too-many-wakes",
        view,
        wait,
        "It was not woken, because many others were woken from your network just now.");
  }

  /** The answer once all clients together have reached their limit of wakes. */
  public static Answer allWakeTooMany(InstanceView view, Duration wait) {
    return tooManyWakes(
        "too-many-wakes-in-all",
        view,
        wait,
        "It was not woken, because very many others are being woken just now.");
  }

  private static Answer tooManyWakes(String kind, InstanceView view, Duration wait, String why) {
    String detail =
        "This instance is asleep. %s Try again in %d s.".formatted(why, Answer.seconds(wait));
    return Answer.of(429, kind, "Too many at once", detail)
        .retryAfter(wait)
        .about(label(view.status()));
  }

  /**
   * The answer for an instance without room yet.
   *
   * @param place in the queue, 1 for the first
   */
  public static Answer queued(InstanceView view, int place) {
    return Answer.of(503, "queued", "Waiting for room", queuePlace(place))
        .retryAfter(view.expectedStart().compareTo(LATER) < 0 ? LATER : view.expectedStart())
        .about(label(InstanceStatus.QUEUED))
        .with(Map.of("queuePlace", place));
  }

  /** The place in the queue, for people. */
  public static String queuePlace(int place) {
    return "All room is taken at the moment. This instance starts as soon as there is some; it is"
        + " number %d in the queue.".formatted(place);
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
            "This instance is asleep and cannot be woken now. Try again in a few seconds.")
        .retryAfter(LATER)
        .about(label(view.status()));
  }

  public static Answer starting(InstanceView view) {
    return Answer.of(503, "starting", "Waking up", "This instance is being started.")
        .retryAfter(view.expectedStart())
        .about(label(view.status()));
  }

  public static Answer closing() {
    return Answer.of(503, "closing", "Closing", "This connection is closing. Try again.")
        .retryAfter(SOON);
  }

  public static Answer backendBusy() {
    return Answer.of(
            503, "busy", "Busy", "Too many requests are under way here. Try again in a moment.")
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
