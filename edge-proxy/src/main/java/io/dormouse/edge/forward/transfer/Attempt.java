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

/** One attempt to have an exchange answered, over an open connection to a backend. */
public final class Attempt {

  /** Objects that all attempts of an event loop share. */
  public record Means(Vertx vertx, Backends settings, StallWatch watch, Logins logins) {}

  /** A listener for the end of an attempt without an answer. */
  public interface FailureListener {

    /** Called when the attempt ended without an answer. */
    void noAnswer(Attempt attempt, Throwable cause, Repeat repeat);
  }

  /** The condition under which a request without an answer can be sent once more without harm. */
  public enum Repeat {
    /** No condition: nothing of it was sent. */
    ALWAYS,
    /**
     * Only if its connection may have been closed before it came; it does no harm if done twice.
     */
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

    /** The answer to the client. */
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

  /** True if the attempt may be made once more. */
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

  /** True if it does no harm to make the attempt once more, whatever its connection was. */
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

  /** The longest time until its answer begins. */
  Duration answerTimeout() {
    return Objects.requireNonNullElse(
        backend().timeouts().answer(), means.settings().answerTimeout());
  }

  /** The longest time in which nothing moves in a request or an answer that has begun. */
  Duration idleTimeout() {
    return Objects.requireNonNullElse(backend().timeouts().idle(), means.settings().idleTimeout());
  }

  /** True if its replica stopped serving while the connection was made. */
  public boolean isFutile() {
    return replica != null && replica.gone();
  }

  /** True if its connection was closed while it was handed out. */
  public boolean isCutOff() {
    return !connection.isOpen();
  }

  /** Ends an attempt of which nothing was sent. */
  public void giveUp() {
    onward.exceptionHandler(unused -> {});
    onward.reset();
    completed();
  }

  /** The cookie by which the client stays with its replica from now on; null for none. */
  @Nullable String cookie() {
    return destination.cookie(exchange.client().scheme().equals("https"));
  }

  /** Completes the headers of the request to the backend. */
  void prepared() {
    if (replica != null) {
      Stickiness.strip(onward.headers());
    }
    if (Logins.isLogin(exchange.request())) {
      means.logins().claim(exchange, backend(), connection);
    }
  }

  /** Notes the head of a valid answer. */
  void answered(HttpClientResponse answer) {
    if (replica != null) {
      replica.succeeded();
    }
    if (Logins.isChallenge(answer.headers())) {
      means.logins().claim(exchange, backend(), connection);
    }
  }

  /** Releases the connection, which can be used again if it is still open. */
  void completed() {
    connection.release(isFutile());
  }

  /** The connection that it uses. */
  BackendConnection connection() {
    return connection;
  }

  /** Notes that the backend gave no valid answer, or broke it off. */
  public void failed() {
    if (replica != null) {
      replica.failed(System.nanoTime());
    }
  }

  /** Notes that the connection was closed before an answer began. */
  public void lost() {
    connection.endMet();
  }

  void noAnswer(Throwable cause, Repeat repeat) {
    failure.noAnswer(this, cause, repeat);
  }
}
