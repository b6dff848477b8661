package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.proxy.load.Hosts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configurations of nginx and HAProxy, made from the templates beside this class.
 *
 * @param folder where they are written
 */
record Configurations(Hosts hosts, Path folder) {

  /** Writes nginx's, and returns its path. */
  Path nginx(int port, int readyPort) throws IOException {
    return write("nginx.conf", "instances.conf", port, readyPort);
  }

  /** Writes HAProxy's, and returns its path. */
  Path haproxy(int port, int readyPort) throws IOException {
    String names =
        IntStream.range(0, Hosts.ALL)
            .mapToObj(name ->
                "%s %s%n".formatted(Hosts.name(name), Hosts.instance(Hosts.instanceOf(name))))
            .collect(Collectors.joining());
    Files.writeString(folder.resolve("hosts.map"), names);
    return write("haproxy.cfg", "instances.cfg", port, readyPort);
  }

  /** Writes a configuration from its template, with the lines for each instance in their place. */
  private Path write(String name, String ofEach, int port, int readyPort) throws IOException {
    String one = resource(ofEach);
    String all =
        IntStream.range(0, Hosts.INSTANCES)
            .mapToObj(instance ->
                one.replace("{instance}", Hosts.instance(instance))
                    .replace("{names}", String.join(" ", Hosts.namesOf(instance)))
                    .replace("{address}", Hosts.address(instance) + ":" + hosts.port()))
            .collect(Collectors.joining());
    String whole =
        resource(name)
            .replace("{instances}", all)
            .replace("{folder}", folder.toString())
            .replace("{cores}", Integer.toString(Runtime.getRuntime().availableProcessors()))
            .replace("{port}", Integer.toString(port))
            .replace("{ready-port}", Integer.toString(readyPort));
    return Files.writeString(folder.resolve(name), whole);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Configurations.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
