package io.dormouse.agents.host.driver.process.os;

import io.dormouse.agents.host.driver.DriverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on, below those that the system gives to outgoing connections.
 * They are chosen at random, so that a port is not soon another replica's.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int END = 32_768;
  private static final int TRIES = 200;

  private Ports() {}

  public static int free(String address, Set<Integer> taken) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (!taken.contains(port) && isFree(address, port)) {
        return port;
      }
    }
    throw new DriverException(
        "Expected a free port from %d to %d on %s, but found none in %d tries."
            .formatted(FIRST, END - 1, address, TRIES),
        null);
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
