package io.dormouse.streams.instance;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TopologyDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances get the policy of the newest version of their blueprint without being made again. */
class FollowBlueprintTest {

  private static final FixedIdle TWENTY =
      new FixedIdle(Duration.ofMinutes(20), PassivationAction.PASSIVATE);
  private static final FixedIdle OWN =
      new FixedIdle(Duration.ofHours(9), PassivationAction.PASSIVATE);
  private static final Actor OPERATOR = new Actor(ActorKind.OPERATOR, "root");
  private static final Duration TICK = Duration.ofSeconds(1);

  @TempDir Path directory;
  private TopologyDriver driver;
  private int commands;

  @SuppressWarnings("NullAway.Init")
  FollowBlueprintTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
    put(BLUEPRINT.version(), BLUEPRINT.passivation());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldChangeThoseThatFollowAndNoOthers() {
    create("follows", null);
    create("owns", OWN);
    rest();

    put(4, TWENTY);
    driver.timePasses(TICK);

    List<RecordedEvent> changes = changes();
    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().instance().value()).isEqualTo("follows");
    assertThat(changes.getFirst().event()).isEqualTo(new PolicyChanged(TWENTY, 4));
    assertThat(changes.getFirst().actor()).isEqualTo(OPERATOR);
    List<InstanceView> views =
        driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW).stream().map(TestRecord::value).toList();
    assertThat(views.getLast().passivation()).isEqualTo(TWENTY);
    assertThat(views.getLast().followsBlueprint()).isTrue();

    driver.timePasses(TICK.multipliedBy(10));
    assertThat(changes()).isEmpty();
  }

  @Test
  void shouldFollowAgainWhenItIsTold() {
    create("owns", OWN);
    rest();
    put(4, TWENTY);

    send("owns", new ChangePolicy(null));

    assertThat(changes())
        .extracting(RecordedEvent::event)
        .containsExactly(new PolicyChanged(TWENTY, 4));
  }

  /** A thousand at once would keep the others waiting. */
  @Test
  void shouldTakeItsTime() {
    for (int i = 0; i < 1_200; i++) {
      create("i-%04d".formatted(i), null);
    }
    rest();

    put(4, TWENTY);
    driver.timePasses(TICK);
    assertThat(changes()).hasSize(500);
    create("a-late-one", null);
    driver.timePasses(TICK);
    assertThat(changes()).hasSize(500);
    driver.timePasses(TICK);
    assertThat(changes()).hasSize(200);
    driver.timePasses(TICK);
    assertThat(changes()).isEmpty();
  }

  @Test
  void shouldComeToTheNewestOfTwoVersions() {
    create("follows", null);
    rest();

    put(4, OWN);
    put(5, TWENTY);
    driver.timePasses(TICK);
    driver.timePasses(TICK);

    assertThat(changes())
        .extracting(RecordedEvent::event)
        .containsExactly(new PolicyChanged(TWENTY, 5));
  }

  private void rest() {
    for (int i = 0; i < 5; i++) {
      driver.timePasses(TICK);
    }
    changes();
    driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW);
  }

  private List<RecordedEvent> changes() {
    return driver.read(Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT).stream()
        .map(TestRecord::value)
        .filter(event -> event.event() instanceof PolicyChanged)
        .toList();
  }

  private void put(int version, PassivationPolicy policy) {
    driver.send(
        Topic.BLUEPRINTS,
        BLUEPRINT.id().value(),
        Codecs.BLUEPRINT,
        new Blueprint(
            BLUEPRINT.id(),
            version,
            BLUEPRINT.spec(),
            1,
            policy,
            BLUEPRINT.pool(),
            BLUEPRINT.resources(),
            null,
            new CommandId("put-" + version),
            OPERATOR));
  }

  private void create(String id, @Nullable PassivationPolicy policy) {
    send(id, new CreateInstance(BLUEPRINT.id(), policy, null, OWNER, null));
  }

  private void send(String id, InstanceCommand command) {
    driver.send(
        Topic.INSTANCE_COMMANDS,
        id,
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(
            new CommandId("command-" + ++commands),
            new Actor(ActorKind.API_USER, "user-1"),
            command));
  }
}
