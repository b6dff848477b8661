package io.dormouse.agents.host.kit.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry on loopback that accepts every connection and never answers. */
public final class MuteRegistry implements AutoCloseable {

  private final ServerSocket listening;
  private final List<Socket> taken = new CopyOnWriteArrayList<>();

  public MuteRegistry() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("mute-registry").start(this::take);
  }

  private void take() {
    while (!listening.isClosed()) {
      try {
        taken.add(listening.accept());
      } catch (IOException e) {
        return;
      }
    }
  }

  public String image(String nameAndTag) {
    return "127.0.0.1:%d/%s".formatted(listening.getLocalPort(), nameAndTag);
  }

  /** The number of connections so far. */
  public int asked() {
    return taken.size();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }
}
