package io.dormouse.agents.host;

import io.dormouse.agents.host.credentials.PrivateKeyset;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.plan.HostPlanner;
import io.dormouse.agents.host.plan.Limits;
import io.dormouse.agents.host.reconcile.Reconciler;
import io.dormouse.agents.host.reconcile.ReplicaOrders;
import io.dormouse.agents.host.report.Heartbeat;
import io.dormouse.agents.host.report.ReportOutbox;
import io.dormouse.kit.admin.AdminListener;
import io.dormouse.kit.admin.ProgramReadiness;
import io.dormouse.kit.metrics.ProgramMetrics;
import io.dormouse.kit.parts.Parts;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running agent: commands come from Kafka to the {@link Reconciler}, reports go back. Replicas
 * do not need it: they run on when it ends, and the next one adopts them.
 */
public final class HostAgent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostAgent.class);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
  private static final String NAME = "host-agent";

  private final HostAgentSettings settings;
  private final Parts parts = new Parts();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AdminListener admin;
  private final ReplicaDriver driver;
  private final Map<String, String> environment;
  private final PrivateKeyset keyset;
  private volatile BooleanSupplier ready = () -> false;

  /**
   * Makes an agent that answers on its admin port and does nothing else yet.
   *
   * @throws io.dormouse.kit.settings.SettingsException if the environment file or the keyset is
   *     wrong
   */
  public HostAgent(HostAgentSettings settings) {
    this.settings = settings;
    this.environment = ReplicaEnvironmentFile.read(settings.replicaEnvironmentFile());
    this.keyset = settings.credentials().keyset();
    this.admin =
        parts.opened(
            new AdminListener(
                settings.adminHost(), settings.adminPort(), this::readiness, new ProgramMetrics()));
    this.driver = parts.opened(Drivers.choose(settings));
  }

  /**
   * Waits for a broker and begins; returns when the agent follows its commands, or is closed.
   *
   * @throws io.dormouse.kit.topics.TopicSettingsException if a topic has other settings than it
   *     must have
   * @throws io.dormouse.kit.topics.SchemaConflictException if another program has other schemas
   */
  public void start() throws InterruptedException {
    if (!TopicSetup.await(settings.kafka(), closing)) {
      return;
    }
    TopicWriter writer = parts.opened(new TopicWriter(settings.kafka(), NAME, WRITE_TIMEOUT));
    SchemaTopic schemas =
        parts.opened(new SchemaTopic(settings.kafka(), NAME + "-" + settings.host(), writer));
    ReportOutbox outbox = parts.opened(new ReportOutbox(settings.host(), writer));
    ReplicaOrders orders =
        new ReplicaOrders(settings.docker().network(), environment, keyset.reading(schemas));
    HostPlanner planner = new HostPlanner(limits(), orders::specHash);
    Reconciler reconciler = parts.opened(new Reconciler(driver, planner, orders, outbox));
    reconciler.start(settings.resyncInterval());
    Source<HostCommand> commands =
        new Source<>(
            Topic.HOST_COMMANDS,
            Codecs.HOST_COMMAND.reading(schemas),
            List.of(
                KeyPartitioner.partition(
                    settings.host().value(), settings.kafka().partitions(Topic.HOST_COMMANDS))),
            true,
            (key, command, raw) -> take(reconciler, key, command));
    if (!schemas.awaitAnnounced()) {
      return;
    }
    TopicReader reader =
        parts.opened(new TopicReader(settings.kafka(), NAME, writer, List.of(commands)));
    reader.caughtUp().thenRun(() -> caughtUp(reconciler));
    parts.opened(new Heartbeat(shape(), writer, reconciler::held)).start(settings.reportInterval());
  }

  /** Port of the admin listener. */
  public int adminPort() {
    return admin.port();
  }

  private ProgramReadiness readiness() {
    return ProgramReadiness.of("commands", ready.getAsBoolean());
  }

  private void take(Reconciler reconciler, String text, @Nullable HostCommand command) {
    HostCommandKey key = HostCommandKey.parse(text);
    if (!key.host().equals(settings.host())) {
      return;
    }
    if (command != null
        && !(command.host().equals(key.host()) && command.replica().equals(key.replica()))) {
      throw new IllegalArgumentException(
          "Expected a command for %s, but got %s.".formatted(key, command));
    }
    reconciler.command(key.replica(), command);
  }

  private void caughtUp(Reconciler reconciler) {
    reconciler.commandsKnown();
    ready = () -> reconciler.held().isPresent();
    LOG.atInfo()
        .setMessage("host agent follows its commands")
        .addKeyValue("host", settings.host())
        .addKeyValue("driver", driver.name())
        .addKeyValue("memory_budget_mib", settings.memoryBudgetBytes() >> 20)
        .log();
  }

  private Limits limits() {
    return new Limits(
        settings.memoryBudgetBytes(),
        settings.mostStartsInFlight(),
        driver.keepsEnded() ? settings.stoppedKept() : 0,
        settings.stoppedKeptFor());
  }

  private HostReport shape() {
    return new HostReport(
        settings.host(),
        settings.pool(),
        UUID.randomUUID().toString(),
        driver.name(),
        settings.cores(),
        settings.memoryBudgetBytes(),
        List.of());
  }

  /** Ends within seconds; no replica is touched. */
  @Override
  public void close() {
    closing.countDown();
    ready = () -> false;
    parts.close();
  }
}
