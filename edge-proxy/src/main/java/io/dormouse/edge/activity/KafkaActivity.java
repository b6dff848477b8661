package io.dormouse.edge.activity;

import io.dormouse.schemas.activity.ActivityReport;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.schemas.wire.Codecs;
import java.util.concurrent.CompletionStage;

/** Writes reports to the topic of activity. */
public final class KafkaActivity implements ActivityOut {

  private final TopicWriter writer;

  public KafkaActivity(TopicWriter writer) {
    this.writer = writer;
  }

  @Override
  public CompletionStage<?> report(ActivityReport report) {
    return writer.deliver(Topic.ACTIVITY, report.instance().value(), Codecs.ACTIVITY, report);
  }
}
