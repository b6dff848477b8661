package io.dormouse.streams.owner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
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

/** The example of the public contract works as written. */
class ExampleProducerTest {

  private static final Path ROOT = Path.of("../..");
  private static final String SCHEMA =
      "schemas/language/src/main/resources/io/dormouse/language/released/1-SignUp.avsc";
  private static final String SOURCE =
      "streams-app/app/src/test/java/io/dormouse/streams/owner/ExampleProducer.java";

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

  /** Runs the example from its source, as the contract says, with the class path of this test. */
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
  void shouldBeInThePublicContract() throws Exception {
    String contract = Files.readString(ROOT.resolve("schemas/language/SIGN-UPS.md"));
    String ids = Files.readString(ROOT.resolve(SCHEMA).resolveSibling("ids"));

    assertThat(contract)
        .contains(SCHEMA)
        .contains("java -cp 'streams-app/app/target/lib/*' " + SOURCE);
    assertThat(ids.lines().filter(line -> line.endsWith(" SignUp")).toList())
        .as("the contract and the example name the newest schema")
        .containsExactly("1 SignUp");
  }
}
