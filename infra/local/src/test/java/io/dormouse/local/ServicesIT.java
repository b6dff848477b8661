package io.dormouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.supervision.Child;
import io.dormouse.local.supervision.Children;
import io.dormouse.local.supervision.Stack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The real broker, S3 server and PostgreSQL, each in its process, as infra/up starts them. */
class ServicesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir static Path folder;

  private static DataDirectory data;
  private static Settings settings;
  private static Secrets secrets;
  private static Stack stack;

  @BeforeAll
  static void startServices() throws Exception {
    data = DataDirectory.take(folder.resolve("data"));
    List<Integer> free = FreePorts.find(8);
    settings =
        new Settings(
            folder,
            data,
            Options.parse(List.of(), data.root()),
            new Driver(Driver.Kind.PROCESS, "a test", "127.0.0.1"),
            new Ports(
                free.get(0),
                free.get(1),
                free.get(2),
                free.get(3),
                free.get(4),
                free.get(5),
                free.get(6),
                free.get(7)));
    secrets = Secrets.readOrCreate(data.secrets());
    new ReplicaEnvironment(settings, secrets).write();
    stack =
        new Stack(
            new Programs(settings).services(), new Children(data.children()), System.out::println);
    stack.start();
    stack.awaitReady();
  }

  @AfterAll
  static void endServices() throws Exception {
    stack.close();
    data.close();
  }

  @Test
  void shouldKeepRecordsWhenTheBrokerIsKilled() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.kafka()))) {
      admin.createTopics(Set.of(new NewTopic("diary", 1, (short) 1))).all().get();
    }
    write("before");

    restartAfterKill(stack.child("broker"));
    write("after");

    assertThat(read(2)).containsExactly("before", "after");
  }

  @Test
  void shouldNotMakeTopicsNobodyAskedFor() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.kafka()))) {
      assertThatThrownBy(() ->
              admin.describeTopics(Set.of("misspelt")).allTopicNames().get(20, TimeUnit.SECONDS))
          .hasMessageContaining("does not host this topic-partition");
    }
  }

  @Test
  void shouldKeepObjectsInTheSharedBucket() throws Exception {
    try (S3Client s3 = s3(secrets.s3SecretKey())) {
      s3.putObject(request -> request.bucket("dormouse-shared").key("a/b"), body("dear diary"));
    }

    restartAfterKill(stack.child("s3"));

    try (S3Client s3 = s3(secrets.s3SecretKey())) {
      assertThat(
              s3.getObjectAsBytes(request -> request.bucket("dormouse-shared").key("a/b"))
                  .asUtf8String())
          .isEqualTo("dear diary");
    }
  }

  @Test
  void shouldRefuseAWrongS3Key() {
    try (S3Client s3 = s3("wrong")) {
      assertThatThrownBy(() ->
              s3.putObject(request -> request.bucket("dormouse-shared").key("c"), body("intruder")))
          .isInstanceOfSatisfying(
              S3Exception.class, refusal -> assertThat(refusal.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void shouldLetTheSharedRoleWriteInItsSchemaAndKeepThatOverAKill() throws Exception {
    try (Connection connection = login("notes", secrets.databasePassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE shared.diary (line text)");
      statement.execute("INSERT INTO shared.diary VALUES ('dear diary')");
    }

    restartAfterKill(stack.child("postgres"));

    try (Connection connection = login("notes", secrets.databasePassword());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT line FROM shared.diary")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("dear diary");
    }
  }

  @Test
  void shouldRefuseLoginsWithoutTheRightPassword() {
    assertThatThrownBy(() -> login("notes", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(() -> login("postgres", ""))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void shouldHandReplicasWhatTheyNeed() throws Exception {
    Map<String, String> environment =
        Files.readAllLines(data.replicaEnvironment()).stream()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    assertThat(environment)
        .containsEntry("S3_ENDPOINT", settings.s3().toString())
        .containsEntry("S3_BUCKET", "dormouse-shared")
        .containsEntry("AWS_REGION", "us-east-1")
        .containsEntry("AWS_ACCESS_KEY_ID", secrets.s3AccessKey())
        .containsEntry("AWS_SECRET_ACCESS_KEY", secrets.s3SecretKey())
        .containsEntry("DATABASE_URL", settings.database())
        .containsEntry("DATABASE_USER", "notes")
        .containsEntry("DATABASE_PASSWORD", secrets.databasePassword())
        .containsEntry("DATABASE_SCHEMA", "shared");
  }

  private static void restartAfterKill(Child child) throws Exception {
    child.kill();
    child.awaitReady(PATIENCE);
  }

  private static void write(String line) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", settings.kafka()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("diary", line)).get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", settings.kafka()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition("diary", 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<String> lines = new ArrayList<>();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (lines.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> lines.add(record.value()));
      }
      return lines;
    }
  }

  private static Connection login(String role, String password) throws SQLException {
    return DriverManager.getConnection(settings.database(), role, password);
  }

  private static RequestBody body(String text) {
    return RequestBody.fromString(text);
  }

  private static S3Client s3(String secretKey) {
    return S3Client.builder()
        .endpointOverride(URI.create(settings.s3().toString()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(secrets.s3AccessKey(), secretKey)))
        .build();
  }
}
