package io.dormouse.benchmarks.wake;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The readiness probe of a host agent, done by hand: 1, 2, 4, 8, 10, 10 … ms apart, a connection
 * and a GET each.
 */
final class Probe {

  private static final int[] DELAYS = {1, 2, 4, 8, 10};

  private Probe() {}

  /** Returns when the path answers with 200. */
  static void awaitReady(URI base, String path, Duration most)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      if (ready(base, path)) {
        return;
      }
      Thread.sleep(DELAYS[Math.min(i, DELAYS.length - 1)]);
    }
    throw new IOException("Expected %s%s to answer within %s.".formatted(base, path, most));
  }

  private static boolean ready(URI base, String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 250);
      socket.setSoTimeout(5_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, base.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
    } catch (IOException e) {
      return false;
    }
  }
}
