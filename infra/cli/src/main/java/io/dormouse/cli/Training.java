package io.dormouse.cli;

import com.sun.net.httpserver.HttpServer;
import io.dormouse.cli.terminal.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Loads the classes that most commands need, so that {@code infra/dormouse} can keep them in an
 * archive: it runs some commands against an API that knows one instance.
 */
public final class Training {

  private static final byte[] ANSWER =
      """
      {"items": [{"id": "acme", "status": "asleep", "memory": 268435456, "domains": ["acme"]}],
       "next": null}
      """
          .getBytes(StandardCharsets.UTF_8);

  private Training() {}

  /** Runs the commands; prints nothing. */
  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, ANSWER.length);
          exchange.getResponseBody().write(ANSWER);
          exchange.close();
        });
    server.start();
    try {
      String api = "http://127.0.0.1:" + server.getAddress().getPort();
      run("instances", "list", "--api", api);
      run("instances", "wake", "acme", "--api", api);
      run("hosts", "list", "--output", "json", "--api", api);
      run("instances", "show", "acme", "--output", "yaml", "--api", api);
    } finally {
      server.stop(0);
    }
  }

  private static void run(String... args) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    PrintStream notes = new PrintStream(nowhere, false, StandardCharsets.UTF_8);
    Dormouse.run(
        new Shell(new ByteArrayInputStream(new byte[0]), nowhere, notes, false, false, Map.of()),
        args);
  }
}
