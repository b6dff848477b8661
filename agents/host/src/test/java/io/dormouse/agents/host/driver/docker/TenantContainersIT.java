package io.dormouse.agents.host.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.docker.Docker;
import io.dormouse.agents.host.kit.docker.NeedsDocker;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions and limits of tenants' containers, with images as people have them. */
@NeedsDocker
class TenantContainersIT {

  private static final Path SOURCES = Path.of("src/test/resources/tenants");
  private static final String LISTENER = "dormouse-test/listener:dev";
  private static final String NGINX = "dormouse-test/nginx:dev";
  private static final String LISTENER_FILE =
      """
      FROM scratch
      COPY root /
      COPY listen.pl reach.pl /
      CMD ["/usr/bin/perl", "/listen.pl"]
      """;
  private static final String NGINX_FILE =
      """
      FROM scratch
      COPY root /
      COPY nginx.conf /etc/nginx/nginx.conf
      RUN ["/bin/busybox", "mkdir", "-p", "/run", "/tmp", "/var/log/nginx", "/var/lib/nginx"]
      RUN ["/bin/busybox", "sh", "-c", "echo www-data:x:33:33::/:/bin/false > /etc/passwd; echo www-data:x:33: > /etc/group"]
      STOPSIGNAL SIGQUIT
      CMD ["/usr/sbin/nginx", "-g", "daemon off;"]
      """;

  private static final String BETWEEN_CONTAINERS = "com.docker.network.bridge.enable_icc";
  private static final String OPEN = "dormouse-test-open";

  private final HostId host = new HostId("test-" + UUID.randomUUID().toString().substring(0, 8));
  private final Docker docker = new Docker();
  private DockerDriver driver =
      new DockerDriver(DockerEngine.connect(Docker.HOST), host, Docker.NETWORK);

  @BeforeAll
  static void buildImages(@TempDir Path folder) throws Exception {
    Path perlModules;
    try (Stream<Path> found = Files.list(Path.of("/usr/lib"))) {
      perlModules =
          found
              .map(path -> path.resolve("perl-base"))
              .filter(Files::isDirectory)
              .findFirst()
              .orElseThrow();
    }
    try (Docker docker = new Docker()) {
      Path listener = context(folder, "listener", LISTENER_FILE, "listen.pl", "reach.pl");
      docker.build(
          LISTENER,
          listener,
          List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/perl"), perlModules));
      Path nginx = context(folder, "nginx", NGINX_FILE, "nginx.conf");
      docker.build(NGINX, nginx, List.of(Path.of("/bin/busybox"), Path.of("/usr/sbin/nginx")));
    }
  }

  private static Path context(Path folder, String name, String dockerfile, String... files)
      throws IOException {
    Path context = Files.createDirectories(folder.resolve(name));
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    for (String file : files) {
      Files.copy(SOURCES.resolve(file), context.resolve(file));
    }
    return context;
  }

  @AfterEach
  void removeAll() throws IOException {
    driver.close();
    docker.removeContainers(host.value());
    docker.removeNetwork(OPEN);
    docker.close();
  }

  private record Started(ReplicaHandle handle, LiveReplica live) {}

  @Test
  void shouldStartAnImageThatBeginsAsRootAndServesAsAnotherUser() throws Exception {
    Started nginx = start("web.0", NGINX, 80);
    Eventually.holds("nginx answers", () -> Http.answers(nginx.live().address(), 80));

    assertThat(Http.get(nginx.live().address(), 80, "/").body()).isEqualTo("nginx\n");
    assertThat(docker.run(nginx.handle().value(), "/bin/busybox", "ps", "-o", "user,args"))
        .containsPattern("0 +nginx: master")
        .containsPattern("www-data +nginx: worker");
  }

  @Test
  void shouldEndNginxWell() {
    Started nginx = start("web.0", NGINX, 80);
    Eventually.holds("nginx answers", () -> Http.answers(nginx.live().address(), 80));

    Exit exit = driver.stop(nginx.handle(), Duration.ofMinutes(5));

    assertThat(exit.code()).isZero();
  }

  @Test
  void shouldLetNoTenantReachAnother() throws Exception {
    Started one = start("one.0", LISTENER, 8080);
    Started two = start("two.0", LISTENER, 8080);
    awaitFromHost(two, "host, before");

    String outcome = reach(one, two);
    awaitFromHost(two, "host, after");

    assertThat(outcome).isEqualTo("not connected\n");
    assertThat(driver.logs(two.handle(), 100).toString()).contains("host").doesNotContain("tenant");
  }

  @Test
  void shouldGiveNoTenantAnAddressOfIpv6() throws Exception {
    Started one = start("one.0", LISTENER, 8080);

    assertThat(docker.run(one.handle().value(), "/bin/busybox", "ip", "-6", "addr"))
        .doesNotContain("eth0");
  }

  /** Shows that the tests of isolated networks can fail. */
  @Test
  void shouldSeeWhenTenantsReachOneAnother() throws Exception {
    docker.client().createNetworkCmd().withName(OPEN).withDriver("bridge").exec();
    driver.close();
    driver = new DockerDriver(DockerEngine.connect(Docker.HOST), host, OPEN);
    Started one = start("one.0", LISTENER, 8080);
    Started two = start("two.0", LISTENER, 8080);
    awaitFromHost(two, "host, before");

    String outcome = reach(one, two);
    awaitFromHost(two, "host, after");

    assertThat(outcome).isEqualTo("connected\n");
    assertThat(driver.logs(two.handle(), 100))
        .contains("tcp: tenant", "udp: tenant", "udp: tenant, to all");
  }

  /** The network that {@code infra/up} chooses when the engine says so. */
  @Test
  void shouldReachAnotherTenantOnTheEnginesBridgeOnlyIfTheEngineSaysSo() throws Exception {
    driver.close();
    driver = new DockerDriver(DockerEngine.connect(Docker.HOST), host, "bridge");
    Started one = start("one.0", LISTENER, 8080);
    Started two = start("two.0", LISTENER, 8080);
    awaitFromHost(two, "host, before");

    String outcome = reach(one, two);
    awaitFromHost(two, "host, after");

    boolean apart = "false".equals(docker.bridgeOptions().get(BETWEEN_CONTAINERS));
    assertThat(outcome).isEqualTo(apart ? "not connected\n" : "connected\n");
    assertThat(driver.logs(two.handle(), 100).toString().contains("tenant")).isNotEqualTo(apart);
  }

  @Test
  void shouldLetNoTenantReachAnotherInTheNetworkOfAnEarlierSetting() throws Exception {
    DockerDriver earlier = new DockerDriver(DockerEngine.connect(Docker.HOST), host, "bridge");
    try (earlier) {
      Started one = start("one.0", LISTENER, 8080);
      Started two = start(earlier, "two.0", LISTENER, 8080);
      awaitFromHost(two, "host, before");

      assertThat(reach(one, two)).isEqualTo("not connected\n");
      awaitFromHost(two, "host, after");
      assertThat(driver.logs(two.handle(), 100).toString()).doesNotContain("tenant");
    }
  }

  private String reach(Started one, Started two) throws InterruptedException {
    return docker.run(
        one.handle().value(), "/usr/bin/perl", "/reach.pl", two.live().address(), "tenant");
  }

  /**
   * Waits until words of the host arrive. The host always reaches the replica, so anything that a
   * tenant sent before has arrived by then.
   */
  private void awaitFromHost(Started there, String words) throws IOException {
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    InetAddress address = InetAddress.getByName(there.live().address());
    try (DatagramSocket socket = new DatagramSocket()) {
      Eventually.holds(
          "the host reaches it",
          () -> {
            try {
              socket.send(new DatagramPacket(bytes, bytes.length, address, 5000));
            } catch (IOException e) {
              return false;
            }
            return driver.logs(there.handle(), 100).contains("udp: " + words);
          });
    }
  }

  private Started start(String replica, String image, int port) {
    return start(driver, replica, image, port);
  }

  private static Started start(DockerDriver driver, String replica, String image, int port) {
    ReplicaSpec spec =
        new ReplicaSpec(
            image,
            64L << 20,
            1000,
            port,
            new Readiness("/", Duration.ofSeconds(10)),
            Map.of(),
            Duration.ofSeconds(5),
            Serving.DEFAULT);
    ReplicaOrder order =
        new ReplicaOrder(ReplicaId.parse(replica), 1, spec, Map.of(), 0, "the-spec");
    ReplicaHandle handle = driver.create(order).handle();
    return new Started(handle, driver.start(handle, order));
  }
}
