package io.dormouse.streams;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that cannot be read or processed are kept for the operator and stop nobody. */
class DeadLettersTest {

  private static final byte[] GARBAGE = "not a record".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private TopologyDriver driver;

  @SuppressWarnings("NullAway.Init")
  DeadLettersTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
    driver.send(Topic.BLUEPRINTS, "notes", Codecs.BLUEPRINT, BLUEPRINT);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SIGNUPS",
        "INSTANCE_COMMANDS",
        "OWNER_MESSAGES",
        "REPLICA_REPORTS",
        "RESOURCE_REPORTS",
        "ACTIVITY",
        "HOST_REPORTS",
        "PLACEMENT",
        "DOMAIN_COMMANDS"
      })
  void shouldKeepBytesThatAreNoRecord(Topic topic) {
    driver.sendBytes(topic, "acme", GARBAGE);

    assertThat(driver.readDeadLetters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.key()).isEqualTo("acme");
          assertThat(letter.value()).isEqualTo(GARBAGE);
        });
    assertGoesOn();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SIGNUPS",
        "INSTANCE_COMMANDS",
        "OWNER_MESSAGES",
        "REPLICA_REPORTS",
        "RESOURCE_REPORTS",
        "ACTIVITY",
        "HOST_REPORTS",
        "PLACEMENT",
        "DOMAIN_COMMANDS"
      })
  void shouldKeepATombstoneWhereNoneBelongs(Topic topic) {
    driver.sendBytes(topic, "acme", null);

    assertThat(driver.readDeadLetters()).hasSize(1);
    assertGoesOn();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLUEPRINTS", "HOSTS"})
  void shouldPassOverBytesInATableThatAreNoRecord(Topic topic) {
    driver.sendBytes(topic, "acme", GARBAGE);
    driver.sendBytes(topic, null, GARBAGE);
    driver.sendBytes(topic, null, Codecs.BLUEPRINT.encode(BLUEPRINT));

    assertGoesOn();
  }

  @Test
  void shouldKeepARecordWithoutAKeyOrWithAKeyThatIsNoInstance() {
    byte[] wake =
        Codecs.INSTANCE_COMMAND.encode(
            new CommandEnvelope(
                new CommandId("wake-1"), Actor.system("test"), new WakeInstance(REQUEST)));
    driver.sendBytes(Topic.INSTANCE_COMMANDS, null, wake);
    driver.sendBytes(Topic.INSTANCE_COMMANDS, "Not An Instance", wake);

    assertThat(driver.readDeadLetters())
        .extracting(letter -> letter.value())
        .containsExactly(wake, wake);
    assertGoesOn();
  }

  @Test
  void shouldNotWriteAnythingOfARecordThatCannotBeProcessed() {
    driver.sendBytes(Topic.INSTANCE_COMMANDS, "Not An Instance", create("create-1"));

    assertThat(driver.readDeadLetters()).hasSize(1);
    assertThat(driver.read(Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT)).isEmpty();
    assertThat(driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW)).isEmpty();
    assertGoesOn();
  }

  private void assertGoesOn() {
    driver.sendBytes(Topic.INSTANCE_COMMANDS, ACME.value(), create("create-2"));

    assertThat(driver.read(Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT)).hasSize(3);
    assertThat(driver.readDeadLetters()).isEmpty();
  }

  private static byte[] create(String id) {
    return Codecs.INSTANCE_COMMAND.encode(
        new CommandEnvelope(
            new CommandId(id),
            Actor.system("test"),
            new CreateInstance(NOTES, null, null, OWNER, null)));
  }
}
