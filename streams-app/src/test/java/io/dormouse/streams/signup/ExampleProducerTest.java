package io.dormouse.streams.signup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.instance.ActorKind;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.OwnerId;
import io.dormouse.schemas.signup.SignUp;
import io.dormouse.schemas.topics.EmbeddedBroker;
import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.topics.TopicReader;
import io.dormouse.schemas.topics.TopicReader.Source;
import io.dormouse.schemas.topics.TopicSetup;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.schemas.wire.Codecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** What the README of schemas tells others to do works as it stands there. */
class ExampleProducerTest {

  private static final Path ROOT = Path.of("..");
  private static final String SCHEMA =
      "schemas/src/main/resources/io/dormouse/schemas/released/1-SignUp.avsc";
  private static final String SOURCE =
      "streams-app/src/test/java/io/dormouse/streams/signup/ExampleProducer.java";

  @Test
  void shouldWriteASignUpThatTheBrainReads() throws Exception {
    CompletableFuture<SignUp> read = new CompletableFuture<>();
    CompletableFuture<String> key = new CompletableFuture<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings kafka = broker.kafkaSettings();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        new TopicSetup(admin, kafka).ensure();
      }
      try (TopicWriter writer = new TopicWriter(kafka, "test", Duration.ofSeconds(5));
          TopicReader reader =
              new TopicReader(
                  kafka,
                  "test",
                  writer,
                  List.of(
                      Source.table(
                          Topic.SIGNUPS,
                          Codecs.SIGN_UP,
                          (name, signUp, raw) -> {
                            key.complete(name);
                            read.complete(Objects.requireNonNull(signUp));
                          })))) {
        reader.caughtUp().get(30, TimeUnit.SECONDS);

        run(broker.bootstrapServers());

        SignUp signUp = read.get(30, TimeUnit.SECONDS);
        assertThat(key.join()).isEqualTo("acme");
        assertThat(signUp)
            .isEqualTo(
                new SignUp(
                    signUp.id(),
                    signUp.actor(),
                    new InstanceId("acme"),
                    new BlueprintId("notes"),
                    null,
                    new OwnerId("u-5f3a9c"),
                    null));
        assertThat(signUp.id().value()).startsWith("web-");
        assertThat(signUp.actor().kind()).isEqualTo(ActorKind.API_USER);
      }
    }
  }

  /** From its source, as the README says; only the class path is that of this test. */
  private static void run(String servers) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SOURCE,
                servers,
                SCHEMA,
                "acme",
                "notes",
                "u-5f3a9c")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("dormouse.signups");
  }

  @Test
  void shouldBeInTheReadmeOfTheSchemas() throws Exception {
    String readme = Files.readString(ROOT.resolve("schemas/README.md"));
    String ids = Files.readString(ROOT.resolve(SCHEMA).resolveSibling("ids"));

    assertThat(readme).contains(SCHEMA).contains("java -cp 'streams-app/target/lib/*' " + SOURCE);
    assertThat(ids.lines().filter(line -> line.endsWith(" SignUp")).toList())
        .as("the README and the example name the newest schema")
        .containsExactly("1 SignUp");
  }
}
