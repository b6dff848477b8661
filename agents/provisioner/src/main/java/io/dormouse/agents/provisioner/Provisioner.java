package io.dormouse.agents.provisioner;

import io.dormouse.agents.provisioner.commands.CommandReader;
import io.dormouse.agents.provisioner.commands.ReportOutbox;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.agents.provisioner.work.Attempts;
import io.dormouse.agents.provisioner.work.ResourceWork;
import io.dormouse.agents.provisioner.work.WorkTools;
import io.dormouse.kit.admin.AdminListener;
import io.dormouse.kit.admin.ProgramReadiness;
import io.dormouse.kit.metrics.ProgramMetrics;
import io.dormouse.kit.parts.Parts;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running provisioner: commands come from Kafka, work goes to PostgreSQL and S3, reports go
 * back. If it is killed, the next one goes on where it was.
 */
public final class Provisioner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  private final ProvisionerSettings settings;
  private final Parts parts = new Parts();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AdminListener admin;
  private volatile BooleanSupplier ready = () -> false;

  /** Makes a provisioner that answers on its admin port and does nothing else yet. */
  public Provisioner(ProvisionerSettings settings) {
    this.settings = settings;
    this.admin =
        parts.opened(
            new AdminListener(
                settings.adminHost(), settings.adminPort(), this::readiness, new ProgramMetrics()));
  }

  /**
   * Waits for a broker and begins; returns when the provisioner follows its commands, or is closed.
   *
   * @throws io.dormouse.kit.settings.SettingsException if the keyset cannot be read
   * @throws io.dormouse.kit.topics.TopicSettingsException if a topic has other settings than it
   *     must have
   * @throws io.dormouse.kit.topics.SchemaConflictException if another program has other schemas
   */
  public void start() throws InterruptedException {
    Connections connections = parts.opened(Connections.open(settings));
    TopicWriter writer =
        parts.opened(new TopicWriter(settings.kafka(), settings.id(), WRITE_TIMEOUT));
    Attempts attempts = new Attempts(settings.retry(), settings.concurrency(), new SecureRandom());
    WorkTools tools =
        WorkTools.of(
            settings,
            connections.servers(),
            connections.s3(),
            attempts,
            new ReportOutbox(settings.id(), writer));
    if (!TopicSetup.await(settings.kafka(), closing)) {
      return;
    }
    SchemaTopic schemas = parts.opened(new SchemaTopic(settings.kafka(), settings.id(), writer));
    if (!schemas.awaitAnnounced()) {
      return;
    }
    CommandReader reader =
        parts.opened(
            new CommandReader(
                settings.kafka(), settings.id(), writer, schemas, new ResourceWork(tools)));
    ready = reader::isAssigned;
    LOG.atInfo()
        .setMessage("provisioner follows its commands")
        .addKeyValue("provisioner", settings.id())
        .log();
  }

  private ProgramReadiness readiness() {
    return ProgramReadiness.of("commands", ready.getAsBoolean());
  }

  /** Port of the admin listener. */
  public int adminPort() {
    return admin.port();
  }

  /** Ends within half a minute; unfinished commands are worked after the next start. */
  @Override
  public void close() {
    closing.countDown();
    ready = () -> false;
    parts.close();
  }
}
