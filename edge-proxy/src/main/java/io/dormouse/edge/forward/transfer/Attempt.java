package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.forward.pool.BackendConnection;
import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.forward.pool.Logins;
import io.dormouse.edge.forward.pool.StallWatch;
import io.dormouse.edge.forward.replica.Destination;
import io.dormouse.edge.forward.replica.Replica;
import io.dormouse.edge.forward.replica.Stickiness;
import io.dormouse.edge.wire.AnswerGuard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One try to have an exchange answered, over a connection to a backend that is there. */
public final class Attempt {

  /** What all attempts of an event loop use. */
  public record Means(Vertx vertx, Backends settings, StallWatch watch, Logins logins) {}

  /** What to do when there will be no answer from there. */
  public interface FailureListener {

    /** Nothing was answered. */
    void noAnswer(Attempt attempt, Throwable cause, Repeat repeat);
  }

  /** When a request that had no answer may be sent once more without doing harm. */
  public enum Repeat {
    /** Nothing of it was sent. */
    ALWAYS,
    /** If its connection may have been closed before it came: being done twice does no harm. */
    IF_STALE,
    /** Only if nothing of it left this machine: it must not be done twice. */
    IF_UNSENT,
    /** Its body is used up. */
    NEVER
  }

  /** The backend took too long. */
  public static final class LateException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    LateException(Answer answer) {
      super(answer.kind(), null, false, false);
      this.answer = answer;
    }

    /** What the client hears. */
    public Answer answer() {
      return answer;
    }
  }

  private final Means means;
  private final Exchange exchange;
  private final Destination destination;
  private final @Nullable Replica replica;
  private final HttpClientRequest onward;
  private final BackendConnection connection;
  private final FailureListener failure;
  private final @Nullable AnswerGuard guard;
  private final int sentBefore;

  public Attempt(
      Means means,
      Exchange exchange,
      Destination destination,
      Leased leased,
      FailureListener failure) {
    this.means = means;
    this.exchange = exchange;
    this.destination = destination;
    this.replica = destination.replica();
    this.onward = leased.onward();
    this.connection = leased.connection();
    this.failure = failure;
    this.guard = connection.guard();
    this.sentBefore = guard == null ? 0 : guard.sent();
  }

  /** Whether it may be made once more. */
  public boolean isSafe(Repeat repeat) {
    boolean unsent = guard != null && guard.sent() == sentBefore;
    return switch (repeat) {
      case ALWAYS -> true;
      // A connection of HTTP/2 has no guard, and others may have used it before.
      case IF_STALE -> unsent || guard == null || guard.mayBeStale();
      case IF_UNSENT -> unsent;
      case NEVER -> false;
    };
  }

  /** Whether it does no harm to make it once more, on whatever connection it was. */
  public boolean isHarmless(Repeat repeat) {
    boolean unsent = guard != null && guard.sent() == sentBefore;
    return switch (repeat) {
      case ALWAYS -> true;
      case IF_STALE -> unsent || guard == null || guard.isUnanswered();
      case IF_UNSENT -> unsent;
      case NEVER -> false;
    };
  }

  Vertx vertx() {
    return means.vertx();
  }

  StallWatch watch() {
    return means.watch();
  }

  public Backend backend() {
    return destination.backend();
  }

  public HttpClientRequest onward() {
    return onward;
  }

  /** How long it may take to begin its answer. */
  Duration answerTimeout() {
    return Objects.requireNonNullElse(
        backend().timeouts().answer(), means.settings().answerTimeout());
  }

  /** How long nothing may move in what has begun. */
  Duration idleTimeout() {
    return Objects.requireNonNullElse(backend().timeouts().idle(), means.settings().idleTimeout());
  }

  /** Whether its replica has stopped to serve while the connection was made. */
  public boolean isFutile() {
    return replica != null && replica.gone();
  }

  /** Whether its connection was closed while it was handed out. */
  public boolean isCutOff() {
    return !connection.isOpen();
  }

  /** Nothing of it was sent, and nothing will be. */
  public void giveUp() {
    onward.exceptionHandler(unused -> {});
    onward.reset();
    completed();
  }

  /** The cookie by which the client stays with its replica from now on; null for none. */
  @Nullable String cookie() {
    return destination.cookie(exchange.client().scheme().equals("https"));
  }

  /** The headers that go on are all there. */
  void prepared() {
    if (replica != null) {
      Stickiness.strip(onward.headers());
    }
    if (Logins.isLogin(exchange.request())) {
      means.logins().claim(exchange, backend(), connection);
    }
  }

  /** The head of a valid answer came. */
  void answered(HttpClientResponse answer) {
    if (replica != null) {
      replica.succeeded();
    }
    if (Logins.isChallenge(answer.headers())) {
      means.logins().claim(exchange, backend(), connection);
    }
  }

  /** Request and answer are complete: the connection can be used again, if it is still open. */
  void completed() {
    connection.release(isFutile());
  }

  /** What it is made over. */
  BackendConnection connection() {
    return connection;
  }

  /** It gave no valid answer, or broke it off. */
  public void failed() {
    if (replica != null) {
      replica.failed(System.nanoTime());
    }
  }

  /** Its connection was closed before an answer began. */
  public void lost() {
    connection.endMet();
  }

  void noAnswer(Throwable cause, Repeat repeat) {
    failure.noAnswer(this, cause, repeat);
  }
}
