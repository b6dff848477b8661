package io.dormouse.local.settings;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The ports of one run, all free at the time of the choice. */
public record Ports(
    int edge,
    int api,
    int kafka,
    int controller,
    int edgeAdmin,
    int hostAdmin,
    int secondHostAdmin,
    int provisionerAdmin,
    int s3,
    int iam,
    int postgres) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int TRIES = 10;

  /**
   * Takes the ports that options set and those that the tenants' credentials name. The others are
   * the usual ones, or any that are free.
   *
   * @param storageHost the address of S3, and of PostgreSQL, which is on loopback too
   * @param kept the address of the existing data; empty with new data
   * @throws CannotStart if a port that may not move is taken, with advice
   */
  public static Ports choose(Options options, String storageHost, Optional<StorageAddress> kept)
      throws CannotStart {
    // All ports are held until the last is chosen, so that no two are the same.
    try (Held held = new Held(options)) {
      return new Ports(
          held.take(PortOption.EDGE),
          held.take(PortOption.API),
          held.take(PortOption.KAFKA),
          held.prefer(9093, LOOPBACK),
          held.prefer(8081, LOOPBACK),
          held.prefer(8082, LOOPBACK),
          held.prefer(8084, LOOPBACK),
          held.prefer(8083, LOOPBACK),
          held.keep(PortOption.S3, kept.map(StorageAddress::s3), storageHost),
          held.prefer(9001, LOOPBACK),
          held.keep(
              PortOption.POSTGRES, kept.map(StorageAddress::postgres), LOOPBACK, storageHost));
    } catch (IOException e) {
      throw new CannotStart("no free port found: " + e.getMessage());
    }
  }

  private static final class Held implements AutoCloseable {

    private final Options options;
    private final List<ServerSocket> sockets = new ArrayList<>();

    Held(Options options) {
      this.options = options;
    }

    /** The port that was set, or the usual one. */
    int take(PortOption told) throws CannotStart {
      int port = options.ports().getOrDefault(told, told.usual());
      return take(port, told, "choose another with " + told.option() + " N", LOOPBACK);
    }

    /** The port of the existing data, else the one that was set, else any. */
    int keep(PortOption told, Optional<Integer> kept, String... hosts)
        throws CannotStart, IOException {
      Integer set = options.ports().get(told);
      if (kept.isPresent()) {
        int port = kept.get();
        if (set != null && set != port) {
          throw new CannotStart(
              "expected %s %d or no such option, got %d: the credentials of the tenants in %s name that port of %s; --fresh begins anew"
                  .formatted(told.option(), port, set, options.data(), told.server()));
        }
        return take(
            port,
            told,
            "begin anew with --fresh, since the credentials of the tenants in %s name it"
                .formatted(options.data()),
            hosts);
      }
      return set == null
          ? prefer(told.usual(), hosts)
          : take(set, told, "choose another with " + told.option() + " N", hosts);
    }

    private int take(int port, PortOption told, String orElse, String... hosts) throws CannotStart {
      try {
        return bindAll(port, hosts);
      } catch (IOException e) {
        throw new CannotStart(
            "port %d, for %s, is taken: end what listens there, or %s"
                .formatted(port, told.server(), orElse));
      }
    }

    /** This port if it is free at all of the addresses, else another that is. */
    int prefer(int port, String... hosts) throws IOException {
      int wanted = port;
      for (int tries = 1; ; tries++) {
        try {
          return bindAll(wanted, hosts);
        } catch (IOException taken) {
          if (tries == TRIES) {
            throw taken;
          }
          wanted = 0;
        }
      }
    }

    private int bindAll(int port, String... hosts) throws IOException {
      int bound = port;
      for (String host : new LinkedHashSet<>(List.of(hosts))) {
        bound = bind(host, bound);
      }
      return bound;
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
