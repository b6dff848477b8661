package io.dormouse.local;

import com.sun.management.OperatingSystemMXBean;
import io.dormouse.local.data.Secrets;
import io.dormouse.local.service.BrokerMain;
import io.dormouse.local.service.Databases;
import io.dormouse.local.service.PostgresMain;
import io.dormouse.local.service.S3Main;
import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.supervision.CannotStart;
import io.dormouse.local.supervision.Java;
import io.dormouse.local.supervision.Java.Machine;
import io.dormouse.local.supervision.Program;
import io.dormouse.local.supervision.ReadinessCheck;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The programs of {@code infra/up}, with their command lines. */
final class Programs {

  static final String BROKER = "broker";
  static final String S3 = "s3";
  static final String POSTGRES = "postgres";
  static final String STREAMS_APP = "streams-app";
  static final String EDGE = "edge";
  static final String PROVISIONER = "provisioner";
  static final String HOST_AGENT = "host-agent";
  static final String SECOND_HOST_AGENT = "host-agent-2";

  private static final long GIBIBYTE = 1L << 30;

  private final LocalSettings settings;
  private final Secrets secrets;
  private final Java java;

  Programs(LocalSettings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
    this.java =
        new Java(
            settings.repository().resolve("infra/local/target/archives"),
            settings.data().temporary());
  }

  /** The services that the programs need. */
  List<Program> services() {
    return List.of(broker(), s3(), postgres());
  }

  /** Dormouse itself. */
  List<Program> dormouse() throws CannotStart {
    return List.of(
        streamsApp(),
        edge(),
        provisioner(),
        hostAgent(HOST_AGENT, 1, "host", settings.ports().hostAdmin()));
  }

  /** A second host agent; to the brain it is another machine. */
  Program secondHostAgent() throws CannotStart {
    return hostAgent(SECOND_HOST_AGENT, 2, "host-2", settings.ports().secondHostAdmin());
  }

  private Program broker() {
    return service(
        BROKER,
        new Machine(512, true),
        BrokerMain.class,
        "--data.dir=" + settings.data().of("kafka"),
        "--port=" + settings.ports().kafka(),
        "--controller.port=" + settings.ports().controller());
  }

  private Program s3() {
    return service(
        S3,
        new Machine(192, true),
        S3Main.class,
        "--data.dir=" + settings.data().of("s3"),
        "--host=" + settings.driver().storageHost(),
        "--port=" + settings.ports().s3(),
        "--iam.port=" + settings.ports().iam(),
        "--iam.file=" + settings.data().iam(),
        "--secrets.file=" + settings.data().secrets());
  }

  private Program postgres() {
    String host = settings.driver().storageHost();
    String listen =
        host.equals(LocalSettings.LOOPBACK) ? host : String.join(",", LocalSettings.LOOPBACK, host);
    return service(
        POSTGRES,
        new Machine(192, true),
        PostgresMain.class,
        "--data.dir=" + settings.data().of(POSTGRES),
        "--programs.dir=" + settings.data().programs().resolve(POSTGRES),
        "--listen=" + listen,
        "--port=" + settings.ports().postgres(),
        "--secrets.file=" + settings.data().secrets());
  }

  Program streamsApp() throws CannotStart {
    List<String> command =
        java.jar(
            STREAMS_APP,
            new Machine(512, true),
            jar("streams-app/app/target/streams-app.jar"),
            List.of(
                "--kafka.bootstrap.servers=" + settings.kafka(),
                "--state.dir=" + settings.data().of("streams"),
                "--api.host=" + LocalSettings.LOOPBACK,
                "--api.port=" + settings.ports().api(),
                // It listens on the loopback address alone.
                "--api.access=off",
                "--base.domain=localhost",
                "--owners.database.url=" + settings.database(Databases.OWNERS),
                "--owners.database.user=" + Databases.OWNERS));
    return program(STREAMS_APP, command, settings.ports().api())
        .withEnvironment(Map.of("DORMOUSE_OWNERS_DATABASE_PASSWORD", secrets.ownersPassword()))
        .startedAfter(BROKER);
  }

  private Program edge() throws CannotStart {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=" + settings.kafka(),
                "--edge.id=edge-1",
                "--listen.host=" + LocalSettings.LOOPBACK,
                "--listen.port=" + settings.ports().edge(),
                "--admin.port=" + settings.ports().edgeAdmin(),
                "--drain.timeout=2s",
                "--snapshot.file=" + settings.data().of(EDGE).resolve("routes.snapshot")));
    if (settings.options().demo()) {
      flags.add("--activity.interval=1s");
    }
    List<String> command =
        java.jar(EDGE, new Machine(256, false), jar("edge-proxy/target/edge-proxy.jar"), flags);
    return program(EDGE, command, settings.ports().edgeAdmin()).startedAfter(BROKER);
  }

  /** The provisioner, with the keys that may make and remove resources of tenants. */
  Program provisioner() throws CannotStart {
    List<String> flags =
        List.of(
            "--kafka.bootstrap.servers=" + settings.kafka(),
            "--installation.id=local",
            "--s3.endpoint=" + settings.s3(),
            "--s3.region=us-east-1",
            "--s3.path.style=true",
            // The server has none of them.
            "--s3.features=",
            "--iam.endpoint=" + settings.iam(),
            "--database.servers=main=" + settings.database(),
            "--database.user=" + Databases.PROVISIONER,
            "--credentials.public.keyset=" + settings.data().publicKeyset(),
            "--seeds.dir=" + settings.repository().resolve("infra/sample-app/seeds"),
            "--exports.location=" + settings.data().of("exports"),
            "--exports.work.dir=" + settings.data().of(PROVISIONER),
            "--admin.port=" + settings.ports().provisionerAdmin());
    List<String> command =
        java.jar(
            PROVISIONER,
            new Machine(192, true),
            jar("agents/provisioner/target/provisioner.jar"),
            flags);
    return program(PROVISIONER, command, settings.ports().provisionerAdmin())
        .withEnvironment(
            Map.of(
                "AWS_ACCESS_KEY_ID", secrets.rootS3().id(),
                "AWS_SECRET_ACCESS_KEY", secrets.rootS3().secret(),
                "DORMOUSE_DATABASE_PASSWORD", secrets.provisionerPassword()))
        .startedAfter(BROKER, S3, POSTGRES);
  }

  private Program hostAgent(String name, int number, String data, int adminPort)
      throws CannotStart {
    Path jar = jar("agents/host/target/host-agent.jar");
    Path images = settings.repository().resolve("infra/sample-app/target/images");
    List<String> identity =
        List.of(
            "--driver=" + settings.driver().kind().flag(),
            "--host.id=" + hostId(number),
            "--data.dir=" + settings.data().of(data));
    List<String> flags = new ArrayList<>(identity);
    flags.add("--kafka.bootstrap.servers=" + settings.kafka());
    if (System.getenv("DORMOUSE_MEMORY_BUDGET") == null) {
      flags.add("--memory.budget=" + halfOfTheMemory());
    }
    if (settings.usesDocker()) {
      flags.add("--docker.network=" + settings.driver().network());
    }
    flags.add("--process.images=" + images);
    flags.add("--credentials.private.keyset=" + settings.data().privateKeyset());
    flags.add("--admin.port=" + adminPort);
    List<String> removal = new ArrayList<>(List.of("remove-replicas"));
    removal.addAll(identity);
    Machine machine = new Machine(192, true);
    return program(name, java.jar(HOST_AGENT, machine, jar, flags), adminPort)
        .startedAfter(BROKER, S3, POSTGRES)
        .endedWith(java.jar("remove-replicas", machine, jar, removal));
  }

  private Program service(String name, Machine machine, Class<?> main, String... flags) {
    Path ready = settings.data().of(name + ".ready");
    List<String> arguments = new ArrayList<>(Arrays.asList(flags));
    arguments.add("--ready.file=" + ready);
    return Program.of(
        name,
        java.mainClass(name, machine, main, arguments),
        new ReadinessCheck.File(ready),
        settings.data().log(name));
  }

  private Program program(String name, List<String> command, int readyPort) {
    return Program.of(
        name,
        command,
        new ReadinessCheck.Http(
            LocalSettings.http(LocalSettings.LOOPBACK, readyPort).resolve("/ready")),
        settings.data().log(name));
  }

  private Path jar(String path) throws CannotStart {
    Path jar = settings.repository().resolve(path);
    if (!Files.exists(jar)) {
      throw new CannotStart(
          "expected " + jar + ", which the build makes; run infra/up, or ./mvnw package");
    }
    return jar;
  }

  /** Two systems on one engine must not take each other's replicas for their own. */
  private String hostId(int number) {
    Path usual = settings.repository().resolve(".dormouse");
    Path data = settings.data().root().toAbsolutePath().normalize();
    return data.equals(usual.toAbsolutePath().normalize())
        ? "host-" + number
        : "host-%x-%d".formatted(data.hashCode(), number);
  }

  private static String halfOfTheMemory() {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return Math.max(1, machine.getTotalMemorySize() / 2 / GIBIBYTE) + "GiB";
  }
}
