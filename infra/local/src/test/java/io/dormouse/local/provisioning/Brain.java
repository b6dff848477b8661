package io.dormouse.local.provisioning;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.local.kit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** A stand-in for the streams app: writes commands and reads the reports. */
final class Brain implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final TopicWriter writer;
  private final TopicReader reader;
  private final List<ResourceReport> reports = new CopyOnWriteArrayList<>();

  private Brain(KafkaSettings kafka) {
    this.writer = new TopicWriter(kafka, "brain", TIMEOUT);
    this.reader =
        new TopicReader(
            kafka,
            "brain",
            writer,
            List.of(
                Source.table(
                    Topic.RESOURCE_REPORTS,
                    Codecs.RESOURCE_REPORT,
                    (key, report, raw) -> {
                      if (report != null) {
                        reports.add(report);
                      }
                    })));
  }

  /** Makes the topics and begins to read. */
  static Brain start(KafkaSettings kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicSetup(admin, kafka).ensure();
    }
    return new Brain(kafka);
  }

  void command(ResourceCommand command) throws Exception {
    writer
        .write(
            Topic.RESOURCE_COMMANDS, command.instance().value(), Codecs.RESOURCE_COMMAND, command)
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  void forget(InstanceId instance) throws Exception {
    writer
        .remove(Topic.RESOURCE_COMMANDS, instance.value())
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** All statuses that were reported for a request so far. */
  List<ResourceStatus> statuses(ResourceId resource, long request) {
    return reports.stream()
        .filter(report -> report.resource().equals(resource) && report.request() == request)
        .map(ResourceReport::status)
        .toList();
  }

  /** All statuses of that kind that were reported for a request. */
  <S extends ResourceStatus> List<S> statuses(ResourceId resource, long request, Class<S> kind) {
    return statuses(resource, request).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Waits for a report of that kind; fails if a step fails instead. */
  <S extends ResourceStatus> S await(ResourceId resource, long request, Class<S> kind)
      throws Exception {
    Eventually.eventually(
        kind.getSimpleName() + " of " + resource,
        () -> {
          List<StepFailed> failed = statuses(resource, request, StepFailed.class);
          if (!failed.isEmpty()) {
            throw new AssertionError(failed.getFirst());
          }
          return !statuses(resource, request, kind).isEmpty();
        });
    return statuses(resource, request, kind).getFirst();
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
