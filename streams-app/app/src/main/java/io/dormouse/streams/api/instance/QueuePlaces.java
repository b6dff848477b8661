package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places of the queued instances in the queues of their pools, from 1. One that is smaller than
 * those before it may be served earlier.
 */
record QueuePlaces(Map<InstanceId, Integer> places) {

  /** For views of which none is queued. */
  static final QueuePlaces NONE = new QueuePlaces(Map.of());

  static QueuePlaces of(Collection<InstanceView> all) {
    Map<@Nullable PoolName, Integer> last = new HashMap<>();
    Map<InstanceId, Integer> places = new HashMap<>();
    all.stream()
        .filter(view -> view.status() == InstanceStatus.QUEUED)
        .sorted(Comparator.comparing(InstanceView::since).thenComparing(view -> view.id().value()))
        .forEach(view -> places.put(view.id(), last.merge(view.pool(), 1, Integer::sum)));
    return new QueuePlaces(places);
  }

  /** {@code {since, place}}, or null for one that is not queued. */
  JsonNode json(InstanceView view) {
    Integer place = places.get(view.id());
    return place == null
        ? RecordJson.node(null)
        : Json.object().put("place", place).set("since", RecordJson.node(view.since()));
  }
}
