package io.dormouse.agents.host.kit.docker;

import io.dormouse.agents.host.kit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A registry of images on loopback, from the package docker-registry. */
public final class Registry implements AutoCloseable {

  public static final String USER = "tenant";
  public static final String PASSWORD = "opensesame";

  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
  private static final String HASH = "$2y$05$1MU3Pj.cl0QuClY5G8TrkeMhp6evQ4tEMotga.tRXJmPxB5xmGVjO";

  private final Process process;
  private final int port;

  private Registry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a registry and waits until it listens.
   *
   * @param folder for its configuration, its images and its log
   * @param locked true if it requires a login
   */
  public static Registry start(Path folder, boolean locked) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new IllegalStateException(
          "Expected %s; install the package docker-registry.".formatted(PROGRAM));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path users = Files.writeString(folder.resolve("users"), USER + ":" + HASH + "\n");
    String auth =
        locked ? "auth: { htpasswd: { realm: tests, path: '%s' } }\n".formatted(users) : "";
    Path configuration =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            storage: { filesystem: { rootdirectory: '%s' } }
            http: { addr: '127.0.0.1:%d' }
            """
                    .formatted(folder.resolve("images"), port)
                + auth);
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    Registry registry = new Registry(process, port);
    Eventually.holds("the registry listens", registry::listens);
    return registry;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The name of an image in this registry. */
  public String image(String nameAndTag) {
    return "127.0.0.1:%d/%s".formatted(port, nameAndTag);
  }

  /** The registry's name in the client's configuration. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
