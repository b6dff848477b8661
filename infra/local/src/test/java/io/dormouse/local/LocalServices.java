package io.dormouse.local;

import io.dormouse.local.data.DataDirectory;
import io.dormouse.local.data.Keysets;
import io.dormouse.local.data.Secrets;
import io.dormouse.local.iam.S3Key;
import io.dormouse.local.kit.FreePorts;
import io.dormouse.local.service.Databases;
import io.dormouse.local.settings.Driver;
import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.settings.Options;
import io.dormouse.local.settings.Ports;
import io.dormouse.local.supervision.CannotStart;
import io.dormouse.local.supervision.Child;
import io.dormouse.local.supervision.Children;
import io.dormouse.local.supervision.Program;
import io.dormouse.local.supervision.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The real servers, each in a process as infra/up starts it, and clients of them. */
public record LocalServices(
    DataDirectory data, LocalSettings settings, Secrets secrets, Stack stack)
    implements AutoCloseable {

  public static final String BROKER = Programs.BROKER;
  public static final String S3 = Programs.S3;
  public static final String POSTGRES = Programs.POSTGRES;

  public static final String PROVISIONER = Programs.PROVISIONER;
  public static final String STREAMS_APP = Programs.STREAMS_APP;

  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Starts the named servers and returns when they are ready. */
  public static LocalServices start(Path folder, String... names) throws Exception {
    DataDirectory data = DataDirectory.take(folder.resolve("data"));
    LocalSettings settings =
        new LocalSettings(
            REPOSITORY,
            data,
            Options.parse(List.of(), data.root()),
            new Driver(Driver.Kind.PROCESS, "a test", "127.0.0.1", Driver.OWN_NETWORK),
            ports());
    Secrets secrets = Secrets.readOrCreate(data.secrets());
    new Keysets(data.privateKeyset(), data.publicKeyset()).ensure();
    Set<String> wanted = Set.of(names);
    Programs all = new Programs(settings, secrets);
    List<Program> programs = new ArrayList<>(all.services());
    programs.removeIf(program -> !wanted.contains(program.name()));
    if (wanted.contains(PROVISIONER)) {
      programs.add(all.provisioner());
    }
    if (wanted.contains(STREAMS_APP)) {
      programs.add(all.streamsApp());
    }
    Stack stack =
        new Stack(
            programs, new Children(data.children(), System.out::println), System.out::println);
    stack.start();
    stack.awaitReady();
    return new LocalServices(data, settings, secrets, stack);
  }

  /** The provisioner as infra/up runs it. */
  public Program provisioner() throws CannotStart {
    return new Programs(settings, secrets).provisioner();
  }

  /** Kills a server as {@code kill -9} does and returns when the next process is ready. */
  public void restartAfterKill(String name) throws Exception {
    Child child = stack.child(name);
    child.kill();
    child.awaitReady(PATIENCE);
  }

  public S3Client s3(S3Key key) {
    return io.dormouse.local.resources.S3.client(settings.s3(), key);
  }

  public IamClient iam(S3Key key) {
    return IamClient.builder()
        .endpointOverride(settings.iam())
        .region(Region.US_EAST_1)
        .httpClient(UrlConnectionHttpClient.create())
        .credentialsProvider(credentials(key))
        .build();
  }

  /** Makes a database like that of the tenants. */
  public void createDatabase(String name) throws SQLException {
    try (Connection connection = login("postgres", "postgres", secrets.postgresPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + Databases.PROVISIONER);
    }
  }

  public Connection login(String database, String role, String password) throws SQLException {
    return DriverManager.getConnection(settings.database(database), role, password);
  }

  @Override
  public void close() throws IOException {
    stack.close();
    data.close();
  }

  private static StaticCredentialsProvider credentials(S3Key key) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
  }

  private static Ports ports() throws Exception {
    List<Integer> free = FreePorts.find(11);
    return new Ports(
        free.get(0),
        free.get(1),
        free.get(2),
        free.get(3),
        free.get(4),
        free.get(5),
        free.get(6),
        free.get(7),
        free.get(8),
        free.get(9),
        free.get(10));
  }
}
