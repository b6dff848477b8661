package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.wire.FieldForm;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;

/** Checks that the end of a backend's answer is beyond doubt. */
final class AnswerFraming {

  private AnswerFraming() {}

  /** True if more trailers follow it than are accepted. */
  static boolean hasTooManyTrailers(HttpClientResponse answer) {
    return answer.trailers().entries().size() > FieldForm.MOST_OF_ANSWER;
  }

  /**
   * True if its framing is unambiguous. Another coding than chunked would be lost on the way, and
   * its body misread.
   */
  static boolean isClear(HttpClientResponse answer) {
    MultiMap headers = answer.headers();
    if (answer.version() == HttpVersion.HTTP_2) {
      return isSound(headers);
    }
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && codings.get(0).equalsIgnoreCase("chunked")
            && answer.version() == HttpVersion.HTTP_1_1
            && !headers.contains(HttpHeaders.CONTENT_LENGTH));
  }

  /**
   * True if there are not too many fields, and none ends early for other readers: in HTTP/2 a value
   * could hold any byte.
   */
  static boolean isSound(MultiMap headers) {
    int count = 0;
    for (Map.Entry<String, String> header : headers) {
      if (++count > FieldForm.MOST_OF_ANSWER
          || !FieldForm.isToken(header.getKey())
          || !FieldForm.isSoundValue(header.getValue())) {
        return false;
      }
    }
    return true;
  }
}
