package io.dormouse.streams;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.GoldenText;
import io.dormouse.core.Sample;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.placement.HostEntry;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole brain, from bytes to bytes. */
class TopologyTest {

  private static final Codec<InstanceState.Existing> STATE_CODEC =
      Codecs.of("InstanceState", InstanceState.Existing.class);
  private static final Codec<HostEntry> HOST_CODEC = Codecs.of("HostEntry", HostEntry.class);

  private static final Actor USER = new Actor(ActorKind.API_USER, "user-1");

  @TempDir Path directory;
  private TopologyDriver driver;

  @SuppressWarnings("NullAway.Init")
  TopologyTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
    driver.send(Topic.BLUEPRINTS, "notes", Codecs.BLUEPRINT, BLUEPRINT);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldBeWiredAsTheGoldenFileSays() throws IOException {
    new GoldenText("topology.txt")
        .isEqualTo(
            DormouseTopology.build(TopologyDriver.KAFKA, Sample.RULES, 10, AnnouncedSchemas.NONE)
                .describe()
                .toString());
  }

  @Test
  void shouldMakeAnInstanceOfASignUpAndRouteItsDomain() {
    signUp(null);

    assertThat(driver.events())
        .containsExactly("InstanceRequested", "ResourcesProvided", "DomainAdded");
    assertThat(view().status()).isEqualTo(InstanceStatus.ASLEEP);
    assertThat(view().domains()).containsExactly(DOMAIN);
    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE))
        .singleElement()
        .satisfies(route -> {
          assertThat(route.key()).isEqualTo("acme.localhost");
          assertThat(route.value().target()).isEqualTo(new ToInstance(ACME));
        });
  }

  @Test
  void shouldWakeRunAndPutToSleep() {
    signUp(null);
    heartbeat();

    wake("wake-1");
    assertThat(view().status()).isEqualTo(InstanceStatus.STARTING);
    TestRecord<String, HostCommand> run = hostCommands().getLast();
    assertThat(run.key()).isEqualTo("host-1/acme.0");
    assertThat(run.value()).isInstanceOf(RunReplica.class);
    assertThat(run.value().generation()).isEqualTo(1);

    report("ready-1", new ReplicaStatus.Ready("10.0.0.7", 8080, phases()));
    InstanceView running = view();
    assertThat(running.status()).isEqualTo(InstanceStatus.RUNNING);
    assertThat(running.address()).isEqualTo("10.0.0.7");
    assertThat(running.port()).isEqualTo(8080);

    driver.timePasses(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(hostCommands()).isEmpty();
    driver.timePasses(Duration.ofSeconds(1));
    assertThat(view().status()).isEqualTo(InstanceStatus.STOPPING);
    assertThat(hostCommands().getLast().value()).isInstanceOf(StopReplica.class);

    report("stopped-1", new ReplicaStatus.Stopped(0));
    assertThat(view().status()).isEqualTo(InstanceStatus.ASLEEP);
    assertThat(hostCommands())
        .singleElement()
        .satisfies(tombstone -> {
          assertThat(tombstone.key()).isEqualTo("host-1/acme.0");
          assertThat(tombstone.value()).isNull();
        });
    assertThat(driver.events())
        .containsExactly(
            "InstanceRequested",
            "ResourcesProvided",
            "DomainAdded",
            "InstanceWoken",
            "ReplicaQueued",
            "ReplicaPlaced",
            "InstanceStarted",
            "InstancePassivated",
            "ReplicaStopped");
    assertThat(driver.readDeadLetters()).isEmpty();
  }

  @Test
  void shouldKeepInItsStoresWhatItsEventsSay() {
    runOnce();

    InstanceState folded = new InstanceState.None();
    for (RecordedEvent event : driver.recorded()) {
      folded = InstanceEvolution.evolve(folded, event);
    }

    assertThat(driver.stored("instance-states", STATE_CODEC, "acme")).isEqualTo(folded);
    assertThat(driver.stored("placement-hosts", HOST_CODEC, "host-1").reservations()).isEmpty();
    assertThat(driver.stored("domain-routes", Codecs.DOMAIN_ROUTE, "acme.localhost").target())
        .isEqualTo(new ToInstance(ACME));
  }

  @Test
  void shouldStartAgainOnTheSameHostWithoutTheScheduler() {
    runOnce();
    heartbeat();
    hostCommands();

    wake("wake-2");

    assertThat(hostCommands())
        .singleElement()
        .satisfies(run -> assertThat(run.value().generation()).isEqualTo(2));
    assertThat(lastEvent().event().toString()).contains("sticky=true");
  }

  @Test
  void shouldStayAwakeWhileItIsUsed() {
    signUp(null);
    heartbeat();
    wake("wake-1");
    report("ready-1", new ReplicaStatus.Ready("10.0.0.7", 8080, phases()));

    driver.timePasses(Duration.ofMinutes(20));
    use();
    driver.timePasses(Duration.ofMinutes(29));
    assertThat(view().status()).isEqualTo(InstanceStatus.RUNNING);
    driver.timePasses(Duration.ofMinutes(1));
    assertThat(view().status()).isEqualTo(InstanceStatus.STOPPING);
  }

  @Test
  void shouldIgnoreACommandThatComesTwice() {
    runOnce();
    driver.events();
    rejections();

    wake("wake-1");

    assertThat(driver.events()).isEmpty();
    assertThat(rejections())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.reason()).isEqualTo(RejectionReason.DUPLICATE);
          assertThat(one.command()).isEqualTo(new CommandId("wake-1"));
        });
  }

  @Test
  void shouldRejectASecondClaimOfADomain() {
    signUp(null);
    driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE);

    domain("claim-1", new ClaimDomain(DOMAIN, new ToInstance(new InstanceId("other"))));

    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE)).isEmpty();
    assertThat(rejections())
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).isEqualTo(RejectionReason.DOMAIN_TAKEN));
  }

  @Test
  void shouldFreeTheDomainsOfADeletedInstance() {
    signUp(null);
    driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE);

    command("delete-1", new DeleteInstance(REQUEST, false, Duration.ZERO));
    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE)).isEmpty();
    driver.timePasses(Duration.ofSeconds(1));

    assertThat(views().getLast().value()).isNull();
    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE))
        .singleElement()
        .satisfies(route -> assertThat(route.value()).isNull());
  }

  @Test
  void shouldGiveADomainBackThatWasClaimedForNobody() {
    domain("claim-1", new ClaimDomain(DOMAIN, new ToInstance(ACME)));

    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE))
        .extracting(TestRecord::value)
        .hasSize(2)
        .endsWith((DomainRoute) null);
  }

  @Test
  void shouldTakeTheLongestDomainsAndCommandIds() {
    String label = "x".repeat(63);
    DomainName domain = new DomainName(String.join(".", label, label, label, "y".repeat(61)));
    signUp(domain);
    domain("c".repeat(200), new ReleaseDomain(domain, null));

    assertThat(driver.events())
        .containsExactly("InstanceRequested", "ResourcesProvided", "DomainAdded", "DomainRemoved");
    assertThat(driver.readDeadLetters()).isEmpty();
  }

  @Test
  void shouldNameTheEventsOfSeveralInstancesApartThatOneEdgeReportsAtOnce() {
    for (String id : List.of("acme", "other")) {
      signUp(id, null);
      heartbeat();
      driver.send(
          Topic.INSTANCE_COMMANDS,
          id,
          Codecs.INSTANCE_COMMAND,
          new CommandEnvelope(new CommandId("wake-" + id), USER, new WakeInstance(REQUEST)));
      report(id, "ready-" + id, new ReplicaStatus.Ready("10.0.0.7", 8080, phases()));
    }
    driver.timePasses(Duration.ofMinutes(6));
    use("acme");
    use("other");

    List<RecordedEvent> events = driver.recorded();
    assertThat(events)
        .filteredOn(event -> event.event().getClass().getSimpleName().equals("ActivityRecorded"))
        .hasSize(2);
    assertThat(events).extracting(RecordedEvent::id).doesNotHaveDuplicates();
  }

  private void runOnce() {
    signUp(null);
    heartbeat();
    wake("wake-1");
    report("ready-1", new ReplicaStatus.Ready("10.0.0.7", 8080, phases()));
    command("sleep-1", new InstanceCommand.PassivateInstance(REQUEST));
    report("stopped-1", new ReplicaStatus.Stopped(0));
  }

  private void signUp(@Nullable DomainName domain) {
    signUp("acme", domain);
  }

  private void signUp(String id, @Nullable DomainName domain) {
    CommandId command = new CommandId("sign-up-" + id);
    driver.send(
        Topic.SIGNUPS,
        id,
        Codecs.SIGN_UP,
        new SignUp(command, USER, new InstanceId(id), NOTES, domain, OWNER, null));
  }

  private void heartbeat() {
    driver.send(Topic.HOST_REPORTS, "host-1", Codecs.HOST_REPORT, Sample.report(HOST_1, 1024));
  }

  private void wake(String id) {
    command(id, new WakeInstance(REQUEST));
  }

  private void command(String id, InstanceCommand command) {
    driver.send(
        Topic.INSTANCE_COMMANDS,
        "acme",
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(new CommandId(id), USER, command));
  }

  private void domain(String id, DomainCommand command) {
    driver.send(
        Topic.DOMAIN_COMMANDS,
        command.domain().value(),
        Codecs.DOMAIN_COMMAND,
        new DomainCommandEnvelope(new CommandId(id), USER, command));
  }

  private void report(String id, ReplicaStatus status) {
    report("acme", id, status);
  }

  private void report(String instance, String id, ReplicaStatus status) {
    driver.send(
        Topic.REPLICA_REPORTS,
        instance,
        Codecs.REPLICA_REPORT,
        new ReplicaReport(
            new CommandId(id), HOST_1, new ReplicaId(new InstanceId(instance), 0), 1, status));
  }

  private void use() {
    use("acme");
  }

  private void use(String id) {
    driver.send(
        Topic.ACTIVITY,
        id,
        Codecs.ACTIVITY,
        new ActivityReport(
            new InstanceId(id), "edge-1", Duration.ofSeconds(10), Duration.ZERO, 1, 0, 0, 0));
  }

  private StartPhases phases() {
    return new StartPhases(driver.now(), null, null, null, null, null, driver.now());
  }

  private List<TestRecord<String, HostCommand>> hostCommands() {
    return driver.read(Topic.HOST_COMMANDS, Codecs.HOST_COMMAND);
  }

  private List<TestRecord<String, InstanceView>> views() {
    return driver.read(Topic.INSTANCES, Codecs.INSTANCE_VIEW);
  }

  private @Nullable InstanceView lastView;

  /** The newest view, even if the test has seen it before. */
  private InstanceView view() {
    views().forEach(record -> lastView = record.value());
    return Objects.requireNonNull(lastView, "Expected a view of acme.");
  }

  private RecordedEvent lastEvent() {
    return driver.recorded().getLast();
  }

  private List<Rejection> rejections() {
    return driver.read(Topic.REJECTIONS, Codecs.REJECTION).stream().map(TestRecord::value).toList();
  }
}
