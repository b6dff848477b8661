package io.dormouse.edge;

import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bodies for tests. */
public final class Bytes {

  private Bytes() {}

  /** Pseudo-random bytes, the same at each call. */
  public static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers a request with the hash of its body and the way it was framed. */
  public static void answerWithHash(HttpServerRequest request) {
    String framing =
        request.headers().contains("Content-Length") ? "Content-Length" : "Transfer-Encoding";
    request
        .body()
        .onSuccess(body -> request.response().end(sha256(body.getBytes()) + " " + framing));
  }
}
