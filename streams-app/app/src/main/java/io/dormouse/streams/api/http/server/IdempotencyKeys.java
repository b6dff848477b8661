package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keys of requests with an {@code Idempotency-Key}. A key belongs to the first request that was not
 * refused; other requests with it are refused. The newest {@value #MOST} keys of the process are
 * remembered.
 */
public final class IdempotencyKeys {

  static final int MOST = 50_000;

  private final Map<String, String> fingerprints =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /** The route, with the keys of its requests checked if they change something. */
  public Route guard(Route route) {
    return route.method().equals(HttpMethod.GET) || route.body() == Route.Body.LINES
        ? route
        : route.to(request -> answer(route.handler()::answer, request));
  }

  /**
   * Answers the request with the action.
   *
   * @throws Problem if its key is another request's; then nothing was done
   */
  public <A> A answer(Function<Request, A> action, Request request) {
    Optional<String> key = request.key();
    boolean mine = key.isPresent() && take(key.get(), request);
    try {
      return action.apply(request);
    } catch (Problem problem) {
      if (mine && problem.type().status() < 500) {
        forget(key.get());
      }
      throw problem;
    }
  }

  private synchronized boolean take(String key, Request request) {
    String fingerprint = request.fingerprint();
    String known = fingerprints.putIfAbsent(key, fingerprint);
    if (known != null && !known.equals(fingerprint)) {
      throw reused(request.header(Request.KEY).orElse(key));
    }
    return known == null;
  }

  private synchronized void forget(String key) {
    fingerprints.remove(key);
  }

  private static Problem reused(String key) {
    return new Problem(
            ProblemType.KEY_REUSED,
            "Expected the same method, path, user and body as before under the Idempotency-Key '%s', but got others. Nothing was done; another request takes another key."
                .formatted(key))
        .with("key", key);
  }
}
