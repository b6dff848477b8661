package io.dormouse.local.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Ports of the loopback address that were free a moment ago, no two the same. They are outside the
 * range for outgoing connections, none of which can take one in between.
 */
public final class FreePorts {

  private static final int LOWEST = 12_000;
  private static final int ABOVE = 32_000;

  private FreePorts() {}

  public static List<Integer> find(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    while (sockets.size() < count) {
      int port = RandomGenerator.getDefault().nextInt(LOWEST, ABOVE);
      try {
        sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      } catch (IOException taken) {
        // Taken; the next number may be free.
      }
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
