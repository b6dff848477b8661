package io.dormouse.local;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Stands for each of Dormouse's programs: takes the flags and says that it is ready. */
final class FakeProgram {

  private FakeProgram() {}

  public static void main(String[] args) throws Exception {
    List<String> flags = List.of(args);
    System.out.println(String.join(" ", flags));
    if (flags.contains("remove-replicas")) {
      return;
    }
    int port =
        flags.stream()
            .filter(flag -> flag.startsWith("--api.port=") || flag.startsWith("--admin.port="))
            .map(flag -> Integer.parseInt(flag.substring(flag.indexOf('=') + 1)))
            .findFirst()
            .orElseThrow();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }
}
