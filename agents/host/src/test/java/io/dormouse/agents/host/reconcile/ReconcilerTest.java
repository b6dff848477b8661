package io.dormouse.agents.host.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dormouse.agents.host.credentials.PrivateKeyset;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.FakeDriver;
import io.dormouse.agents.host.kit.ShippedLogs;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.plan.ActualReplica;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.agents.host.plan.HostPlanner;
import io.dormouse.agents.host.plan.Limits;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler with a driver that refuses, and with events in an awkward order. */
class ReconcilerTest {

  private static final HostId HOST = new HostId("host-1");
  private static final ReplicaId ACME = ReplicaId.parse("acme.0");

  private final ReplicaOrders orders = new ReplicaOrders("", Map.of(), PrivateKeyset.none());
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private HttpServer application;
  private FakeDriver driver;
  private Reconciler reconciler;

  @BeforeEach
  void open() throws IOException {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    application.start();
    driver = new FakeDriver(application.getAddress().getPort());
    HostPlanner planner =
        new HostPlanner(new Limits(1L << 30, 4, 4, Duration.ofDays(1)), orders::specHash);
    reconciler = new Reconciler(driver, planner, orders, this::report);
  }

  private void report(ReplicaId replica, long generation, ReplicaStatus status) {
    reports.add("%s %d %s".formatted(replica, generation, status.getClass().getSimpleName()));
  }

  @AfterEach
  void close() {
    reconciler.close();
    application.stop(0);
  }

  @Test
  void shouldDoNothingBeforeAllCommandsAreKnown() {
    ReplicaOrder order = orders.order(run(1));
    driver.start(driver.create(order).handle(), order);
    start();
    Eventually.holds("the host was looked at", () -> reconciler.held().isPresent());

    reconciler.command(ACME, run(1));
    reconciler.commandsKnown();

    awaitReport("acme.0 1 Ready");
    assertThat(driver.calls()).doesNotContain("stop", "remove").contains("adopt");
  }

  @Test
  void shouldBeginWhenTheEngineAnswersAtLast() {
    driver.refuse("list", true);
    start();
    reconciler.commandsKnown();
    reconciler.command(ACME, run(1));
    Eventually.holds("it was asked", () -> driver.calls().contains("list"));
    assertThat(reconciler.held()).isEmpty();

    driver.refuse("list", false);

    awaitReport("acme.0 1 Ready");
  }

  @Test
  void shouldStopAgainWhatTheEngineDidNotStop() {
    startKnowing(run(1));
    driver.refuse("stop", true);
    reconciler.command(ACME, stop(1));
    Eventually.holds("a stop was tried", () -> driver.calls().contains("stop"));

    driver.refuse("stop", false);

    awaitReport("acme.0 1 Stopped");
    assertThat(driver.states()).containsExactly(FoundState.ENDED);
  }

  @Test
  void shouldConfirmADiscardOnlyWhenAllIsRemoved() {
    startKnowing(run(1));
    driver.refuse("remove", true);
    reconciler.command(ACME, discard(1));
    Eventually.holds("it was tried again", () -> removals() > 1);
    assertThat(reports).doesNotContain("acme.0 1 Stopped");

    driver.refuse("remove", false);

    awaitReport("acme.0 1 Stopped");
    assertThat(driver.states()).isEmpty();
  }

  @Test
  void shouldDiscardWhatAStopOfTheSameGenerationKept() {
    startKnowing(run(1));
    reconciler.command(ACME, stop(1));
    awaitReport("acme.0 1 Stopped");
    assertThat(driver.states()).containsExactly(FoundState.ENDED);
    reports.clear();

    reconciler.command(ACME, discard(1));

    awaitReport("acme.0 1 Stopped");
    assertThat(driver.states()).isEmpty();
  }

  @Test
  void shouldDiscardWhatItFindsOfEveryGeneration() {
    for (long generation : new long[] {1, 2, 9}) {
      driver.create(orders.order(run(generation)));
    }
    start();
    reconciler.command(ACME, discard(2));

    reconciler.commandsKnown();

    awaitReport("acme.0 2 Stopped");
    assertThat(driver.states()).isEmpty();
  }

  private long removals() {
    return driver.calls().stream().filter("remove"::equals).count();
  }

  @Test
  void shouldMakeANewOneWhereTheKeptOneDoesNotStart() {
    startKnowing(run(1));
    reconciler.command(ACME, stop(1));
    awaitReport("acme.0 1 Stopped");
    driver.refuse("start kept", true);

    reconciler.command(ACME, run(2));

    awaitReport("acme.0 2 Ready");
    assertThat(driver.calls()).containsSubsequence("start kept", "remove", "create", "start");
    assertThat(driver.states()).containsExactly(FoundState.RUNNING);
  }

  @Test
  void shouldLogEachRefusalOfTheEngineInOneLine() throws Exception {
    startKnowing(run(1));
    reconciler.command(ACME, stop(1));
    awaitReport("acme.0 1 Stopped");
    driver.refuse("start kept", true);
    driver.refuse("remove", true);
    try (ShippedLogs logs = new ShippedLogs()) {
      reconciler.command(ACME, run(2));
      Eventually.holds("cleaning up was tried", () -> driver.calls().contains("remove"));
      driver.refuse("remove", false);
      awaitReport("acme.0 2 Ready");

      assertThat(logs.lines())
          .anyMatch(line -> line.contains("kept replica could not be started"))
          .anyMatch(line -> line.contains("the fake refuses to start kept"))
          .anyMatch(line -> line.contains("the fake refuses to remove"))
          .noneMatch(line -> line.contains("\tat "));
    }
  }

  @Test
  void shouldReportAFailureOnlyWhenNothingRunsAnyMore() {
    start();
    reconciler.commandsKnown();
    driver.refuse("start", true);
    driver.refuse("remove", true);
    reconciler.command(ACME, run(1));
    Eventually.holds("cleaning up was tried", () -> driver.calls().contains("remove"));
    assertThat(reports).isEmpty();

    driver.refuse("remove", false);

    awaitReport("acme.0 1 Failed");
    assertThat(driver.states()).isEmpty();
  }

  @Test
  void shouldNotStopWhatTheNewestCommandWantsByNow() {
    DesiredReplicas desired = new DesiredReplicas();
    Operations operations = new Operations(driver, orders, desired);
    ActualReplica running = ActualReplica.starting(run(1), new ReplicaHandle("acme.0-1"), "spec");
    desired.accept(ACME, run(1));

    OperationResult outcome = operations.stop(new Stop(running, Duration.ZERO, true, null));

    assertThat(outcome).isEqualTo(new OperationResult.NotWanted());
    assertThat(driver.calls()).isEmpty();
  }

  private void start() {
    reconciler.start(Duration.ofMinutes(1));
  }

  private void startKnowing(RunReplica command) {
    start();
    reconciler.commandsKnown();
    reconciler.command(ACME, command);
    awaitReport("acme.0 %d Ready".formatted(command.generation()));
  }

  private void awaitReport(String report) {
    Eventually.holds(
        "%s, but reports are %s".formatted(report, reports), () -> reports.contains(report));
  }

  private static RunReplica run(long generation) {
    return new RunReplica(HOST, ACME, generation, TestApp.spec("serve"), Instant.EPOCH, null);
  }

  private static StopReplica stop(long generation) {
    return new StopReplica(HOST, ACME, generation, Duration.ofSeconds(1), false);
  }

  private static StopReplica discard(long generation) {
    return new StopReplica(HOST, ACME, generation, Duration.ofSeconds(1), true);
  }
}
