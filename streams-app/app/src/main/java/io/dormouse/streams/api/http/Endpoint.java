package io.dormouse.streams.api.http;

import io.dormouse.streams.api.http.problem.Problem;

/** What is done with the requests of one route. It may wait: it runs on a thread of its own. */
@FunctionalInterface
public interface Endpoint {

  /** Throws {@link Problem} if the request cannot be done; then nothing was changed. */
  Response answer(Request request);
}
