package io.dormouse.streams;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.OWN_BLUEPRINT;
import static io.dormouse.core.Sample.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Provision and removal of an instance's resources, through all topics. */
class ResourcesTopologyTest {

  private static final Actor USER = new Actor(ActorKind.API_USER, "user-1");

  @TempDir Path directory;
  private TopologyDriver driver;

  @SuppressWarnings("NullAway.Init")
  ResourcesTopologyTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldProvideAndRemoveWhatAnInstanceOwns() {
    driver.send(Topic.BLUEPRINTS, OWN_BLUEPRINT.id().value(), Codecs.BLUEPRINT, OWN_BLUEPRINT);
    command("create-1", new CreateInstance(OWN_BLUEPRINT.id(), null, null, Sample.OWNER, null));
    ResourceCommand asked = resourceCommand();
    assertThat(asked).isInstanceOf(ProvideResources.class);
    assertThat(status()).isEqualTo(InstanceStatus.REQUESTED);

    provisioned(asked, new ResourceStatus.DatabaseChosen("pg-1"));
    provisioned(
        asked,
        new ResourceStatus.Provided(
            List.of(
                new ReplicaCredentials(0, new SealedCredentials(1, "key-1", "c2VhbGVk", null)))));
    assertThat(status()).isEqualTo(InstanceStatus.ASLEEP);

    heartbeat();
    command("wake-1", new WakeInstance(REQUEST));
    assertThat(driver.read(Topic.HOST_COMMANDS, Codecs.HOST_COMMAND))
        .singleElement()
        .satisfies(command ->
            assertThat(command.value())
                .isInstanceOfSatisfying(
                    RunReplica.class,
                    run ->
                        assertThat(run.credentials())
                            .isEqualTo(new SealedCredentials(1, "key-1", "c2VhbGVk", null))));

    report("acme", "stopped-1", new ReplicaStatus.Stopped(0));
    command("delete-1", new DeleteInstance(REQUEST, false, Duration.ZERO));
    ResourceCommand revoke = resourceCommand();
    provisioned(revoke, new ResourceStatus.Revoked());
    driver.timePasses(Duration.ofSeconds(1));
    ResourceCommand remove = resourceCommand();
    provisioned(remove, new ResourceStatus.SchemaDropped());
    provisioned(remove, new ResourceStatus.BucketDeleted());

    assertThat(revoke).isInstanceOf(RevokeResources.class);
    assertThat(remove).isInstanceOf(RemoveResources.class);
    assertThat(driver.read(Topic.RESOURCE_COMMANDS, Codecs.RESOURCE_COMMAND))
        .singleElement()
        .satisfies(record -> assertThat(record.value()).isNull());
    assertThat(driver.events())
        .containsExactly(
            "InstanceRequested",
            "DomainAdded",
            "DatabaseBound",
            "CredentialsIssued",
            "ResourcesProvided",
            "InstanceWoken",
            "ReplicaQueued",
            "ReplicaPlaced",
            "ReplicaStopped",
            "InstancePassivated",
            "InstanceDeleted",
            "ResourcesRequested",
            "AccessRevoked",
            "RemovalStarted",
            "SchemaDropped",
            "BucketDeleted",
            "InstanceRemoved");
  }

  private ResourceCommand resourceCommand() {
    return driver.read(Topic.RESOURCE_COMMANDS, Codecs.RESOURCE_COMMAND).getLast().value();
  }

  private void provisioned(ResourceCommand command, ResourceStatus status) {
    driver.send(
        Topic.RESOURCE_REPORTS,
        command.instance().value(),
        Codecs.RESOURCE_REPORT,
        Sample.report(command, status));
  }

  private void command(String id, InstanceCommand command) {
    driver.send(
        Topic.INSTANCE_COMMANDS,
        "acme",
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(new CommandId(id), USER, command));
  }

  private void heartbeat() {
    driver.send(Topic.HOST_REPORTS, "host-1", Codecs.HOST_REPORT, Sample.report(HOST_1, 1024));
  }

  private void report(String instance, String id, ReplicaStatus status) {
    driver.send(
        Topic.REPLICA_REPORTS,
        instance,
        Codecs.REPLICA_REPORT,
        new ReplicaReport(
            new CommandId(id), HOST_1, new ReplicaId(new InstanceId(instance), 0), 1, status));
  }

  private InstanceStatus status() {
    return driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW).getLast().value().status();
  }
}
