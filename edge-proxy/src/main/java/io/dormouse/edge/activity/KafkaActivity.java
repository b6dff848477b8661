package io.dormouse.edge.activity;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
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
