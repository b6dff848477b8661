package io.dormouse.core.instance;

import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.TRIAL;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.CRASH;
import static io.dormouse.core.instance.Lives.INPUTS;
import static io.dormouse.core.instance.Lives.PHASES;
import static io.dormouse.language.blueprint.PassivationAction.PASSIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.GoldenText;
import io.dormouse.core.Sample;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.instance.InstanceCommand.RestoreInstance;
import io.dormouse.language.instance.InstanceCommand.RetryResources;
import io.dormouse.language.instance.InstanceCommand.StopInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.DatabaseChosen;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.ResourceStep;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state with every input: the diff of the table is the review of a change of behaviour. */
public class InstanceMatrixTest {

  private static final String HEAD =
      """
      # One line for each state and input: what is accepted, and the status after it; or why not.
      # The newest generation is 1, or 2 after a refusal; the last host is known and has room.
      """;

  @Test
  void shouldDecideEveryInputInEveryStateAsTheTableSays() throws IOException {
    StringBuilder table = new StringBuilder(HEAD);
    Lives.all()
        .forEach((name, past) -> {
          table.append("\n");
          inputs()
              .forEach((input, when) -> {
                Given.Then then = when.apply(given(past).lastHostHasFree(600));
                table.append("%-34s| %-30s| %s%n".formatted(name, input, describe(then)));
              });
        });
    new GoldenText("instance-matrix.txt").isEqualTo(table.toString());
  }

  @Test
  void shouldKnowEveryCommandAndReport() {
    assertThat(inputs().keySet())
        .as("inputs of the table")
        .containsAll(names(InstanceCommand.class))
        .containsAll(names(ReplicaStatus.class).stream().map(name -> "reported " + name).toList())
        .containsAll(
            names(ResourceStatus.class).stream().map(name -> "provisioner " + name).toList());
  }

  @Test
  void shouldHaveAPastForEveryLifeAndEveryStateOfAReplica() {
    List<InstanceState> states =
        Lives.all().values().stream().map(past -> given(past).state()).toList();

    assertThat(states.stream().map(state -> state.getClass().getSimpleName()))
        .containsAll(leaves(InstanceState.class).map(Class::getSimpleName).toList());
    assertThat(
            states.stream()
                .filter(Living.class::isInstance)
                .flatMap(state -> ((Living) state).facts().replicas().stream())
                .map(replica -> replica.state().getClass().getSimpleName()))
        .containsAll(leaves(ReplicaState.class).map(Class::getSimpleName).toList());
  }

  private static Stream<Class<?>> leaves(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? leaves(type) : Stream.of(type));
  }

  private static List<String> names(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }

  private static Map<String, Function<Given, Given.Then>> inputs() {
    Map<String, Function<Given, Given.Then>> inputs = new LinkedHashMap<>();
    inputs.put("CreateInstance", g -> g.when(new CreateInstance(NOTES, null, null, OWNER, null)));
    inputs.put("WakeInstance", g -> g.when(new WakeInstance(REQUEST)));
    inputs.put("WakeInstance 11 s later", g -> g.when(new WakeInstance(REQUEST), "+11s"));
    inputs.put("WakeInstance 2 min later", g -> g.when(new WakeInstance(REQUEST), "+120s"));
    inputs.put("WakeInstance by an API user", g -> g.when(new WakeInstance(API)));
    inputs.put("PassivateInstance", g -> g.when(new PassivateInstance(API)));
    inputs.put("StopInstance", g -> g.when(new StopInstance(API)));
    inputs.put("DeleteInstance", g -> g.when(new DeleteInstance(API, false, null)));
    inputs.put("DeleteInstance and export", g -> g.when(new DeleteInstance(API, true, null)));
    inputs.put("RestoreInstance", g -> g.when(new RestoreInstance(API)));
    inputs.put("RetryResources", g -> g.when(new RetryResources(API)));
    inputs.put("ChangePlan", g -> g.plan(TRIAL).when(new ChangePlan(TRIAL.id())));
    inputs.put(
        "ChangePolicy",
        g -> g.when(new ChangePolicy(new FixedIdle(Duration.ofMinutes(1), PASSIVATE))));
    inputs.put("ChangePolicy to follow", g -> g.when(new ChangePolicy(null)));
    inputs.put("a new blueprint", g -> g.whenBlueprintIs(Sample.BLUEPRINT));
    inputs.put("PlaceReplica", g -> place(g, 1));
    inputs.put("PlaceReplica, outdated", g -> place(g, 0));
    inputs.put("LoseReplica", g -> lose(g, HOST_1));
    inputs.put("LoseReplica of another host", g -> lose(g, HOST_2));
    inputs.put("AddDomain", g -> g.when(new AddDomain(new DomainName("acme.org"))));
    inputs.put("AddDomain it has", g -> g.when(new AddDomain(DOMAIN)));
    inputs.put("RemoveDomain", g -> g.when(new RemoveDomain(DOMAIN)));
    inputs.put(
        "a command that came before", g -> g.whenAgain(new WakeInstance(API), "past-1", "+1s"));
    inputs.put(
        "reported Ready", g -> g.whenReported(new ReplicaStatus.Ready("10.0.0.9", 80, PHASES)));
    inputs.put("reported Refused", g -> g.whenReported(new ReplicaStatus.Refused("no room", 0)));
    inputs.put("reported Failed", g -> g.whenReported(new ReplicaStatus.Failed(CRASH, null)));
    inputs.put("reported Stopped", g -> g.whenReported(new ReplicaStatus.Stopped(0)));
    inputs.put("reported Stopped, outdated", InstanceMatrixTest::outdated);
    inputs.put("provisioner DatabaseChosen", g -> g.whenProvisioned(new DatabaseChosen("pg-2")));
    inputs.put("provisioner Provided", InstanceMatrixTest::provided);
    inputs.put("provisioner Revoked", g -> g.whenProvisioned(new ResourceStatus.Revoked()));
    inputs.put(
        "provisioner Exported", g -> g.whenProvisioned(new ResourceStatus.Exported("/a.tgz", 9)));
    inputs.put(
        "provisioner SchemaDropped", g -> g.whenProvisioned(new ResourceStatus.SchemaDropped()));
    inputs.put(
        "provisioner BucketDeleted", g -> g.whenProvisioned(new ResourceStatus.BucketDeleted()));
    inputs.put(
        "provisioner StepFailed",
        g -> g.whenProvisioned(new StepFailed(ResourceStep.SEED, "no such file")));
    inputs.put("use after 5 minutes", g -> g.whenUsed(Sample.use(Duration.ZERO, 1, 0), "+300s"));
    inputs.put("nothing for 1 minute", g -> g.whenTimePasses("+60s"));
    inputs.put("nothing for 5 minutes", g -> g.whenTimePasses("+300s"));
    return inputs;
  }

  private static Given.Then place(Given given, int ahead) {
    long generation = given.state() instanceof Existing e ? e.generation() : 0;
    return given.when(new PlaceReplica(REPLICA, generation + ahead, HOST_1, INPUTS));
  }

  private static Given.Then lose(Given given, HostId host) {
    long generation = given.state() instanceof Existing e ? e.generation() : 0;
    return given.when(new LoseReplica(REPLICA, generation, host));
  }

  private static Given.Then provided(Given given) {
    Resources resources =
        given.state() instanceof InstanceState.Living living ? living.facts().resources() : null;
    return given.whenProvisioned(Lives.provided(resources == null ? 1 : resources.request()));
  }

  private static Given.Then outdated(Given given) {
    long generation = given.state() instanceof Existing e ? e.generation() : 0;
    return given.whenReported(
        new ReplicaReport(
            new CommandId("report-1"),
            HOST_1,
            REPLICA,
            generation - 1,
            new ReplicaStatus.Stopped(0)),
        "+1s");
  }

  private static String describe(Given.Then then) {
    return switch (then.decision()) {
      case Decision.Ignored ignored -> "ignored  " + ignored.reason();
      case Decision.Rejected rejected -> "REJECTED " + rejected.reason();
      case Decision.Accepted accepted ->
          "%s -> %s"
              .formatted(
                  accepted.events().stream()
                      .map(event -> event.getClass().getSimpleName())
                      .collect(Collectors.joining(" + ")),
                  after((Existing) then.outcome().after()));
    };
  }

  /** The status, and what follows on a stop. */
  public static String after(Existing state) {
    return state instanceof Living living && living.status() == InstanceStatus.STOPPING
        ? "STOPPING then "
            + (living instanceof Awake
                ? "WOKEN"
                : living.life() == InstanceStatus.RETIRED ? "DELETED" : living.life().name())
        : state.status().name();
  }
}
