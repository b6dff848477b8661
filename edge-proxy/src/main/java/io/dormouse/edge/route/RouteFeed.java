package io.dormouse.edge.route;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.domain.DomainRoute;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceView;
import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.topics.TopicReader;
import io.dormouse.schemas.topics.TopicReader.Source;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.schemas.wire.Codecs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps a routing table as the topics have it. */
public final class RouteFeed implements AutoCloseable {

  private final RoutingTable table;
  private final TopicReader reader;

  /** Starts to read. */
  public RouteFeed(KafkaSettings kafka, String name, TopicWriter deadLetters, RoutingTable table) {
    this.table = table;
    this.reader =
        new TopicReader(
            kafka,
            name,
            deadLetters,
            List.of(
                Source.table(
                    Topic.DOMAINS, Codecs.DOMAIN_ROUTE, (key, route, raw) -> routed(key, route)),
                Source.table(
                    Topic.INSTANCES, Codecs.INSTANCE_VIEW, (key, view, raw) -> seen(key, view))));
  }

  /** Done when the table has all that was in the topics at the start. */
  public CompletableFuture<Void> caughtUp() {
    return reader.caughtUp();
  }

  private void routed(String key, @Nullable DomainRoute route) {
    if (route == null) {
      table.remove(new DomainName(key));
    } else {
      table.put(route);
    }
  }

  private void seen(String key, @Nullable InstanceView view) {
    if (view == null) {
      table.remove(new InstanceId(key));
    } else {
      table.put(view);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
