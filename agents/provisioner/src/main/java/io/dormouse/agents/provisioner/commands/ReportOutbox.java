package io.dormouse.agents.provisioner.commands;

import io.dormouse.agents.provisioner.work.CancellationToken;
import io.dormouse.agents.provisioner.work.Reports;
import io.dormouse.agents.provisioner.work.WorkCancelledException;
import io.dormouse.kit.retry.RepeatedWrites;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes reports and tries each until it is written. */
public final class ReportOutbox implements Reports {

  private static final Logger LOG = LoggerFactory.getLogger(ReportOutbox.class);

  private final String provisioner;
  private final TopicWriter writer;
  private final RepeatedWrites writes = new RepeatedWrites(RepeatedWrites.PAUSE);

  public ReportOutbox(String provisioner, TopicWriter writer) {
    this.provisioner = provisioner;
    this.writer = writer;
  }

  @Override
  public void tell(ResourceCommand command, ResourceStatus status, CancellationToken token)
      throws WorkCancelledException, InterruptedException {
    ResourceReport report =
        new ResourceReport(
            id(command, status),
            provisioner,
            command.instance(),
            command.resource(),
            command.request(),
            status);
    token.check();
    token.await(
        writes.untilWritten(
            () ->
                writer.write(
                    Topic.RESOURCE_REPORTS,
                    command.instance().value(),
                    Codecs.RESOURCE_REPORT,
                    report),
            failure ->
                LOG.atWarn()
                    .setMessage("report not written, will try again")
                    .addKeyValue("instance", command.instance())
                    .addKeyValue("reason", String.valueOf(failure))
                    .log()));
  }

  private static CommandId id(ResourceCommand command, ResourceStatus status) {
    String kind = status.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    String what =
        status instanceof ResourceStatus.StepFailed failed
            ? kind + "-" + failed.step().name().toLowerCase(Locale.ROOT)
            : kind;
    return new CommandId("%s/%d/%s".formatted(command.resource(), command.request(), what));
  }
}
