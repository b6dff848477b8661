package io.dormouse.local;

import static io.dormouse.local.kit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.data.Secrets;
import io.dormouse.local.iam.S3Key;
import io.dormouse.local.service.Databases;
import io.dormouse.local.settings.LocalSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
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
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The real broker, S3 server and PostgreSQL, each in its process, as infra/up starts them. */
class ServicesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path folder;

  private static LocalServices services;
  private static LocalSettings settings;
  private static Secrets secrets;

  @BeforeAll
  static void startServices() throws Exception {
    services =
        LocalServices.start(folder, LocalServices.BROKER, LocalServices.S3, LocalServices.POSTGRES);
    settings = services.settings();
    secrets = services.secrets();
  }

  @AfterAll
  static void endServices() throws Exception {
    services.close();
  }

  @Test
  void shouldKeepRecordsWhenTheBrokerIsKilled() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.kafka()))) {
      admin.createTopics(Set.of(new NewTopic("diary", 1, (short) 1))).all().get();
    }
    write("before");

    services.restartAfterKill("broker");
    write("after");

    assertThat(read(2)).containsExactly("before", "after");
  }

  /**
   * The broker is back only after the transaction has timed out. The transaction must be aborted
   * everywhere.
   */
  @Test
  void shouldAbortTheTransactionThatTheKilledBrokerHadOpen() throws Exception {
    List<TopicPartition> partitions = List.of(part(0), part(1), part(2));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.kafka()))) {
      admin.createTopics(Set.of(new NewTopic("ledger", partitions.size(), (short) 1))).all().get();
      KafkaProducer<String, String> left =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers",
                  settings.kafka(),
                  "transactional.id",
                  "ledger",
                  "transaction.timeout.ms",
                  500),
              new StringSerializer(),
              new StringSerializer());
      left.initTransactions();
      left.beginTransaction();
      for (TopicPartition partition : partitions) {
        left.send(new ProducerRecord<>(partition.topic(), partition.partition(), "", "open")).get();
      }

      services.restartAfterKill("broker");
      left.close(Duration.ZERO);

      eventually(
          "the end of the open transaction", () -> openTransactions(admin, partitions).isEmpty());
    }
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
  void shouldKeepObjectsWhenTheS3ServerIsKilled() throws Exception {
    try (S3Client s3 = services.s3(secrets.rootS3())) {
      s3.createBucket(request -> request.bucket("diaries"));
      s3.putObject(request -> request.bucket("diaries").key("a/b"), body("dear diary"));
    }

    services.restartAfterKill("s3");

    try (S3Client s3 = services.s3(secrets.rootS3())) {
      assertThat(
              s3.getObjectAsBytes(request -> request.bucket("diaries").key("a/b")).asUtf8String())
          .isEqualTo("dear diary");
    }
  }

  @Test
  void shouldRefuseAWrongS3Key() {
    try (S3Client s3 = services.s3(new S3Key(secrets.rootS3().id(), "wrong"))) {
      assertThatThrownBy(s3::listBuckets)
          .isInstanceOfSatisfying(
              S3Exception.class, refusal -> assertThat(refusal.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void shouldKeepRowsWhenPostgresIsKilled() throws Exception {
    try (Connection connection = provisionerLogin();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE diary (line text)");
      statement.execute("INSERT INTO diary VALUES ('dear diary')");
    }

    services.restartAfterKill("postgres");

    try (Connection connection = provisionerLogin()) {
      assertThat(answers(connection, "SELECT line FROM diary")).containsExactly("dear diary");
    }
  }

  @Test
  void shouldRefuseLoginsWithoutTheRightPassword() {
    assertThatThrownBy(() -> services.login(Databases.TENANTS, Databases.PROVISIONER, "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(() -> services.login("postgres", "postgres", ""))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void shouldLetTheProvisionerMakeRolesAndSchemasAsNoSuperuser() throws Exception {
    try (Connection connection = provisionerLogin();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE someone LOGIN PASSWORD 'abc'");
      statement.execute("GRANT someone TO provisioner");
      statement.execute("CREATE SCHEMA someone AUTHORIZATION someone");

      assertThat(
              answers(
                  connection,
                  "SELECT rolsuper::text || pg_has_role('pg_signal_backend', 'MEMBER')::text"
                      + " FROM pg_roles WHERE rolname = 'provisioner'"))
          .containsExactly("falsetrue");
      assertThat(answers(connection, "SHOW server_version").getFirst()).startsWith("15.");
      assertThatThrownBy(() -> statement.execute("SELECT rolpassword FROM pg_authid"))
          .hasMessageContaining("permission denied");
    }
  }

  private static TopicPartition part(int number) {
    return new TopicPartition("ledger", number);
  }

  private static List<ProducerState> openTransactions(Admin admin, List<TopicPartition> partitions)
      throws Exception {
    return admin.describeProducers(partitions).all().get(10, TimeUnit.SECONDS).values().stream()
        .flatMap(partition -> partition.activeProducers().stream())
        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
        .toList();
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

  private static Connection provisionerLogin() throws SQLException {
    return services.login(Databases.TENANTS, Databases.PROVISIONER, secrets.provisionerPassword());
  }

  private static List<String> answers(Connection connection, String query) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
    }
    return answers;
  }

  private static RequestBody body(String text) {
    return RequestBody.fromString(text);
  }
}
