package io.dormouse.streams.api.http;

import io.dormouse.streams.api.http.problem.Problem;

/** Handler of the requests of one route. It runs on a virtual thread and may block. */
@FunctionalInterface
public interface RouteHandler {

  /** Throws {@link Problem} if the request is refused; then nothing was changed. */
  Response answer(Request request);
}
