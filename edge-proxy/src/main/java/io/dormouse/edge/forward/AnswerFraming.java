package io.dormouse.edge.forward;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Whether it is beyond doubt where a backend's answer ends. */
final class AnswerFraming {

  private AnswerFraming() {}

  /** A coding other than chunked would be lost on the way, and its body be taken for another. */
  static boolean isClear(HttpClientResponse answer) {
    MultiMap headers = answer.headers();
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && codings.get(0).equalsIgnoreCase("chunked")
            && answer.version() == HttpVersion.HTTP_1_1
            && !headers.contains(HttpHeaders.CONTENT_LENGTH));
  }
}
