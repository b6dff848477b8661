package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.host.HostCommand.RunReplica;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Probes a starting replica until it is ready: after 1, 2, 4, 8, 10, 10 … ms, and after 5 seconds
 * every 100 ms.
 *
 * <p>An application that speaks HTTP/1 must answer {@code GET} of the readiness path with a status
 * from 200 to 399. The Host is the instance's first domain, since many applications refuse others,
 * or the address if there is no domain. An application that speaks HTTP/2 must send its part of the
 * connection preface (RFC 9113, 3.4); it gets no request, so that no authority is needed.
 */
final class ReadinessProbe {

  private static final int[] FIRST_DELAYS_MS = {1, 2, 4, 8};
  private static final int DELAY_MS = 10;
  private static final int SLOW_DELAY_MS = 100;
  private static final Duration SLOW_AFTER = Duration.ofSeconds(5);
  private static final int LONGEST_CONNECT_MS = 250;
  private static final int LONGEST_ANSWER_MS = 5_000;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int SETTINGS = 4;

  /** Result of a probe. */
  sealed interface Result {

    /** The replica answered as it must. */
    record Passed() implements Result {}

    /** The replica ended, or its start was given up. */
    record Interrupted() implements Result {}

    /**
     * The time for readiness is over.
     *
     * @param lastAnswer the last answer or failure
     */
    record TimedOut(String lastAnswer) implements Result {}
  }

  private final LiveReplica live;
  private final Readiness readiness;
  private final Protocol protocol;
  private final String host;
  private final PhaseLog phases;
  private final CompletableFuture<Object> interrupted;
  private String lastAnswer = "nothing";
  private boolean answered;

  ReadinessProbe(
      LiveReplica live, RunReplica command, PhaseLog phases, CompletableFuture<Void> abandoned) {
    this.live = live;
    this.readiness = command.spec().readiness();
    this.protocol = command.spec().serving().protocol();
    this.host =
        command.domain() == null ? live.address() + ":" + live.port() : command.domain().value();
    this.phases = phases;
    this.interrupted = CompletableFuture.anyOf(live.end(), abandoned);
  }

  /** Blocks until the replica is ready or has ended, its start is given up, or the time is over. */
  Result await() throws InterruptedException {
    long begin = System.nanoTime();
    long timeout = readiness.timeout().toNanos();
    for (int attempt = 0; ; attempt++) {
      long spent = System.nanoTime() - begin;
      if (isInterruptedWithin(delay(attempt, spent))) {
        return new Result.Interrupted();
      }
      long left = TimeUnit.NANOSECONDS.toMillis(timeout - (System.nanoTime() - begin));
      if (left <= 0) {
        return new Result.TimedOut(lastAnswer);
      }
      if (asksWell((int) Math.min(left, LONGEST_ANSWER_MS))) {
        phases.ready();
        return new Result.Passed();
      }
    }
  }

  private static int delay(int attempt, long spentNanos) {
    if (attempt < FIRST_DELAYS_MS.length) {
      return FIRST_DELAYS_MS[attempt];
    }
    return spentNanos > SLOW_AFTER.toNanos() ? SLOW_DELAY_MS : DELAY_MS;
  }

  private boolean isInterruptedWithin(int millis) throws InterruptedException {
    try {
      interrupted.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private boolean asksWell(int longestMillis) {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(live.address(), live.port()),
          Math.min(longestMillis, LONGEST_CONNECT_MS));
      phases.portOpen();
      socket.setSoTimeout(longestMillis);
      return switch (protocol) {
        case HTTP1 -> isGood(get(socket));
        case HTTP2 -> isPreface(greet(socket));
      };
    } catch (SocketTimeoutException e) {
      // An earlier answer says more than the timeout that cut this attempt short.
      if (longestMillis == LONGEST_ANSWER_MS || !answered) {
        lastAnswer = String.valueOf(e.getMessage());
      }
      return false;
    } catch (IOException e) {
      lastAnswer = String.valueOf(e.getMessage());
      return false;
    }
  }

  private String get(Socket socket) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: dormouse-host-agent\r\nConnection: close\r\n\r\n"
            .formatted(readiness.path(), host);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    String line =
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
            .readLine();
    if (line == null) {
      throw new IOException("the connection was closed without an answer");
    }
    return line;
  }

  private static byte[] greet(Socket socket) throws IOException {
    socket.getOutputStream().write(PREFACE);
    socket.getOutputStream().flush();
    return socket.getInputStream().readNBytes(FRAME_HEADER_BYTES);
  }

  private boolean isPreface(byte[] frameHeader) {
    answered = true;
    lastAnswer = "0x" + HexFormat.of().formatHex(frameHeader) + ", no settings of HTTP/2";
    return frameHeader.length == FRAME_HEADER_BYTES && frameHeader[3] == SETTINGS;
  }

  private boolean isGood(String statusLine) {
    answered = true;
    lastAnswer = statusLine.substring(0, Math.min(200, statusLine.length()));
    return statusLine.matches("HTTP/1\\.[01] [23]\\d\\d( .*)?");
  }
}
