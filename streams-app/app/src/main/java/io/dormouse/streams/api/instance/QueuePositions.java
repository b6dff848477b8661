package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Positions of queued instances in the queues of their pools, from 1. A smaller instance may be
 * placed before larger ones.
 */
record QueuePositions(Map<InstanceId, Integer> positions) {

  /** For views without a queued instance. */
  static final QueuePositions NONE = new QueuePositions(Map.of());

  /**
   * The positions.
   *
   * @param queued all queued instances
   */
  static QueuePositions of(Stream<InstanceView> queued) {
    Map<@Nullable PoolName, Integer> last = new HashMap<>();
    Map<InstanceId, Integer> positions = new HashMap<>();
    queued
        .sorted(Comparator.comparing(InstanceView::since).thenComparing(view -> view.id().value()))
        .forEach(view -> positions.put(view.id(), last.merge(view.pool(), 1, Integer::sum)));
    return new QueuePositions(positions);
  }

  /** {@code {place, since}}, or null for one that is not queued. */
  JsonNode json(InstanceView view) {
    Integer position = positions.get(view.id());
    return position == null
        ? RecordJson.node(null)
        : Json.object().put("place", position).set("since", RecordJson.node(view.since()));
  }
}
