package io.dormouse.benchmarks.create;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A kept connection to the API that costs little CPU, since the clients share the machine with what
 * they measure. Only for answers with a length.
 */
final class ApiConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  private final URI api;
  private final Socket socket;
  private final InputStream in;

  ApiConnection(URI api) throws IOException {
    this.api = api;
    this.socket = open(api);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  private static Socket open(URI api) throws IOException {
    Socket socket = new Socket(api.getHost(), api.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /**
   * An answer.
   *
   * @param retryAfter the value of that header, or zero
   */
  record Answer(int status, Duration retryAfter, String text) {}

  Answer post(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, api.getAuthority(), body.length);
    socket.getOutputStream().write((head + json).getBytes(StandardCharsets.UTF_8));
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    Duration retryAfter = Duration.ZERO;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String[] pair = header.toLowerCase(Locale.ROOT).split(": *", 2);
      if (pair[0].equals("content-length")) {
        length = Integer.parseInt(pair[1]);
      } else if (pair[0].equals("retry-after")) {
        retryAfter = Duration.ofSeconds(Integer.parseInt(pair[1]));
      }
    }
    return new Answer(
        status, retryAfter, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("Expected an answer, but the API closed the connection.");
      }
      line.append((char) next);
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
