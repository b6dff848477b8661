package io.dormouse.streams.blueprint;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutPlan;
import io.dormouse.language.blueprint.BlueprintCommand.RemovePlan;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TopologyDriver;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about blueprints and plans, from bytes to bytes. */
class BlueprintTopologyTest {

  private static final Actor SENDER = Actor.system("test");

  @TempDir Path directory;
  private TopologyDriver driver;

  @SuppressWarnings("NullAway.Init")
  BlueprintTopologyTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldShowAVersionForEachChange() {
    PutBlueprint first = put("alpha");
    PutBlueprint second = put("beta");

    send("put-1", first);
    send("put-2", second);
    send("put-3", second);

    assertThat(blueprints())
        .containsExactly(
            first.version(1, new CommandId("put-1"), SENDER),
            second.version(2, new CommandId("put-2"), SENDER));
    assertThat(rejections())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.command()).isEqualTo(new CommandId("put-3"));
          assertThat(one.actor()).isEqualTo(SENDER);
          assertThat(one.subject()).isEqualTo("notes");
          assertThat(one.verdict()).isEqualTo(Verdict.IGNORED);
          assertThat(one.reason()).isEqualTo(RejectionReason.ALREADY_SO);
        });
  }

  @Test
  void shouldIgnoreACommandThatComesTwice() {
    send("put-1", put("alpha"));
    send("put-2", put("beta"));

    send("put-1", put("alpha"));

    assertThat(blueprints()).extracting(Blueprint::version).containsExactly(1, 2);
    assertThat(rejections())
        .extracting(Rejection::reason)
        .containsExactly(RejectionReason.DUPLICATE);
  }

  @Test
  void shouldGoOnFromTheVersionOfATopicThatIsOlderThanTheStore() {
    driver.send(Topic.BLUEPRINTS, "notes", Codecs.BLUEPRINT, BLUEPRINT);

    send("put-1", put("alpha"));
    send("put-2", put("beta"));

    assertThat(BLUEPRINT.version()).isEqualTo(3);
    assertThat(blueprints()).extracting(Blueprint::version).containsExactly(4, 5);
  }

  @Test
  void shouldMakeInstancesOfTheNewestVersion() {
    send("put-1", put("alpha"));
    send("put-2", put("beta"));

    driver.send(
        Topic.INSTANCE_COMMANDS,
        "acme",
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(
            new CommandId("create-1"),
            SENDER,
            new CreateInstance(BLUEPRINT.id(), null, null, OWNER, null)));

    assertThat(driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW).getLast().value())
        .satisfies(view -> {
          assertThat(view.blueprintVersion()).isEqualTo(2);
          assertThat(view.pool()).isEqualTo(new PoolName("beta"));
        });
  }

  @Test
  void shouldShowAndRemovePlans() {
    send("put-1", new PutPlan(TRIAL));
    send("remove-1", new RemovePlan(TRIAL.id()));
    send("remove-2", new RemovePlan(TRIAL.id()));

    assertThat(plans()).extracting(TestRecord::key).containsExactly("trial", "trial");
    assertThat(rejections())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.command()).isEqualTo(new CommandId("remove-2"));
          assertThat(one.reason()).isEqualTo(RejectionReason.UNKNOWN_PLAN);
        });
  }

  @Test
  void shouldRemoveAPlanOfATopicThatIsOlderThanTheStore() {
    driver.send(Topic.PLANS, "trial", Codecs.PLAN, TRIAL);

    send("remove-1", new RemovePlan(TRIAL.id()));

    assertThat(plans()).extracting(TestRecord::value).containsExactly((Plan) null);
    assertThat(rejections()).isEmpty();
  }

  /** Content as that of {@link Sample#BLUEPRINT}, but for the pool. */
  private static PutBlueprint put(String pool) {
    return new PutBlueprint(
        BLUEPRINT.id(),
        Sample.SPEC,
        1,
        PassivationPolicy.DEFAULT,
        new PoolName(pool),
        ResourceMode.SHARED,
        null,
        null);
  }

  private void send(String id, BlueprintCommand command) {
    driver.send(
        Topic.BLUEPRINT_COMMANDS,
        command.name(),
        Codecs.BLUEPRINT_COMMAND,
        new BlueprintCommandEnvelope(new CommandId(id), SENDER, command));
  }

  private List<Blueprint> blueprints() {
    return driver.read(Topic.BLUEPRINTS, Codecs.BLUEPRINT).stream().map(TestRecord::value).toList();
  }

  private List<TestRecord<String, Plan>> plans() {
    return driver.read(Topic.PLANS, Codecs.PLAN);
  }

  private List<Rejection> rejections() {
    return driver.read(Topic.REJECTIONS, Codecs.REJECTION).stream().map(TestRecord::value).toList();
  }
}
