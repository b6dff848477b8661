package io.dormouse.local;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The ports of one run, all free when they were chosen. */
public record Ports(
    int edge,
    int api,
    int kafka,
    int controller,
    int edgeAdmin,
    int hostAdmin,
    int provisionerAdmin,
    int s3,
    int iam,
    int postgres) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int TRIES = 10;

  /**
   * Takes the ports that people were told, and for the others a usual one or any that is free.
   *
   * @param storageHost the address of S3, and of PostgreSQL, which is on loopback too
   * @throws CannotStart when a told port is taken, naming the option that moves it
   */
  static Ports choose(Options options, String storageHost) throws CannotStart {
    // All are held until the last is chosen, so that no two are the same.
    try (Held held = new Held()) {
      return new Ports(
          held.take(options.edgePort(), "the edge", "--edge-port"),
          held.take(options.apiPort(), "the control API", "--api-port"),
          held.take(options.kafkaPort(), "the broker", "--kafka-port"),
          held.prefer(9093, LOOPBACK),
          held.prefer(8081, LOOPBACK),
          held.prefer(8082, LOOPBACK),
          held.prefer(8083, LOOPBACK),
          held.prefer(9000, storageHost),
          held.prefer(9001, LOOPBACK),
          held.prefer(5433, LOOPBACK, storageHost));
    } catch (IOException e) {
      throw new CannotStart("no free port found: " + e.getMessage());
    }
  }

  private static final class Held implements AutoCloseable {

    private final List<ServerSocket> sockets = new ArrayList<>();

    int take(int port, String who, String option) throws CannotStart {
      try {
        return bind(LOOPBACK, port);
      } catch (IOException e) {
        throw new CannotStart(
            "port %d, for %s, is taken: end what listens there, or choose another with %s N"
                .formatted(port, who, option));
      }
    }

    /** This port, or else another, that is free at all of the addresses. */
    int prefer(int port, String... hosts) throws IOException {
      int wanted = port;
      for (int tries = 1; ; tries++) {
        try {
          int bound = wanted;
          for (String host : new LinkedHashSet<>(List.of(hosts))) {
            bound = bind(host, bound);
          }
          return bound;
        } catch (IOException taken) {
          if (tries == TRIES) {
            throw taken;
          }
          wanted = 0;
        }
      }
    }

    private int bind(String host, int port) throws IOException {
      ServerSocket socket = new ServerSocket();
      sockets.add(socket);
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
