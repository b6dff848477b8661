package io.dormouse.streams.api.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A raw socket, for requests that are malformed, slow or missing. */
final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text in Latin-1. */
  RawClient say(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that the server sends until it closes; fails if it does not close. */
  String hearAll() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return ""; // A reset counts as the end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes that the server sends up to this text; fails if it closes before. */
  String hearUntil(String last) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try {
      while (!heard.toString(StandardCharsets.UTF_8).endsWith(last)) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new AssertionError("Expected '%s', but heard only: %s".formatted(last, heard));
        }
        heard.write(next);
      }
      return heard.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
