package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.FreePort;
import io.dormouse.benchmarks.proxy.load.Hosts;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.local.client.Await;
import io.dormouse.local.data.FileTree;
import io.dormouse.local.service.BrokerMain;
import io.dormouse.local.supervision.Children;
import io.dormouse.local.supervision.Java;
import io.dormouse.local.supervision.Java.Machine;
import io.dormouse.local.supervision.Program;
import io.dormouse.local.supervision.ReadinessCheck;
import io.dormouse.local.supervision.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All contestants, each a process of its own before the same backend, with the same hosts routed.
 * The edges are the real program with a real broker.
 */
final class Contest implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BROKER = "broker";
  private static final String BACKEND = "backend";

  private final Path folder;
  private final Java java;
  private final Hosts hosts = new Hosts(FreePort.next());
  private final int kafka = FreePort.next();
  private final List<Program> programs = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final List<Integer> adminPorts = new ArrayList<>();
  private final Stack stack;

  /**
   * Prepares the contest.
   *
   * @param folder the directory for data and logs, of one contest at a time
   */
  Contest(Path repository, Path folder, OtherEdge other) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.java =
        new Java(
            repository.resolve("infra/local/target/archives"),
            Files.createDirectories(folder.resolve("tmp")));
    Children children = new Children(folder.resolve("children"), System.out::println);
    children.endLeftOvers();
    addBroker();
    addService(BACKEND, BackendMain.class, Integer.toString(hosts.port()));
    Path jar = repository.resolve("edge-proxy/target/edge-proxy.jar");
    addEdge(Contestant.EDGE, jar, List.of());
    if (other.isThere()) {
      addEdge("other-edge", other.jar().orElse(jar), other.options());
    }
    addOthers();
    this.stack = new Stack(programs, children, System.out::println);
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "end"));
  }

  /** Starts all contestants; returns when they are ready and know their routes. */
  void start() throws Exception {
    stack.start();
    stack.awaitReady();
    KafkaSettings settings =
        Settings.load(
            KafkaSettings.class, List.of("--kafka.bootstrap.servers=127.0.0.1:" + kafka), Map.of());
    try (TopicWriter writer = new TopicWriter(settings, "bench", Duration.ofSeconds(30))) {
      new Routes(hosts, writer).write();
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int port : adminPorts) {
        awaitRoutes(http, port);
      }
    }
  }

  /** The proxies, and last the backend alone. */
  List<Contestant> sides() {
    List<Contestant> sides = new ArrayList<>();
    ports.forEach(
        (name, port) -> sides.add(new Contestant(name, port, Optional.of(stack.child(name)))));
    sides.add(new Contestant("directly", hosts.port(), Optional.empty()));
    return sides;
  }

  @Override
  public void close() {
    stack.close();
  }

  private void addBroker() throws IOException {
    Path data = folder.resolve("kafka");
    if (Files.exists(data)) {
      new FileTree(data).delete();
    }
    addService(
        BROKER,
        BrokerMain.class,
        "--data.dir=" + data,
        "--port=" + kafka,
        "--controller.port=" + FreePort.next(),
        "--ready.file=" + readyFile(BROKER));
  }

  private void addEdge(String name, Path jar, List<String> options) {
    int admin = FreePort.next();
    List<String> flags =
        List.of(
            "--kafka.bootstrap.servers=127.0.0.1:" + kafka,
            "--snapshot.file=",
            "--edge.id=" + name,
            "--listen.port=" + port(name),
            "--admin.port=" + admin);
    adminPorts.add(admin);
    List<String> command = new ArrayList<>(java.jar(name, new Machine(256, false), jar, flags));
    command.addAll(command.indexOf("-jar"), options);
    programs.add(program(name, command, ready(admin, "/ready")).startedAfter(BROKER));
  }

  private void addOthers() throws IOException {
    Configurations configurations = new Configurations(hosts, folder);
    int nginxReady = FreePort.next();
    Path nginx = configurations.nginx(port(Contestant.NGINX), nginxReady);
    programs.add(
        program(
            Contestant.NGINX,
            List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", nginx.toString()),
            ready(nginxReady, "/")));
    int haproxyReady = FreePort.next();
    Path haproxy = configurations.haproxy(port(Contestant.HAPROXY), haproxyReady);
    programs.add(
        program(
            Contestant.HAPROXY,
            List.of("haproxy", "-db", "-f", haproxy.toString()),
            ready(haproxyReady, "/")));
    addService(
        Contestant.PLAIN,
        PlainProxyMain.class,
        Integer.toString(port(Contestant.PLAIN)),
        Integer.toString(hosts.port()));
  }

  /**
   * Adds a program of ours that tells in a file that it is ready; the file is its last argument.
   */
  private void addService(String name, Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (main != BrokerMain.class) {
      all.add(readyFile(name).toString());
    }
    programs.add(
        program(
            name,
            java.mainClass(name, new Machine(256, false), main, all),
            new ReadinessCheck.File(readyFile(name))));
  }

  private int port(String side) {
    return ports.computeIfAbsent(side, name -> FreePort.next());
  }

  private Path readyFile(String name) {
    return folder.resolve(name + ".ready");
  }

  private static ReadinessCheck ready(int port, String path) {
    return new ReadinessCheck.Http(URI.create("http://127.0.0.1:" + port + path));
  }

  private Program program(String name, List<String> command, ReadinessCheck readiness) {
    return Program.of(name, command, readiness, folder.resolve(name + ".log"));
  }

  private static void awaitRoutes(HttpClient http, int admin) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + admin + "/routes");
    String all = "\"domains\":" + Hosts.ALL;
    Await.until(
        "an edge with all routes",
        PATIENCE,
        () ->
            Optional.of(
                    http.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()))
                .filter(answer -> answer.body().contains(all)));
  }
}
