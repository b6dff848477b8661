package io.dormouse.streams.api.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.IndexedEvent.OfHost;
import io.dormouse.streams.history.IndexedEvent.OfInstance;

/** JSON of events. */
final class EventJson {

  private EventJson() {}

  static ObjectNode of(IndexedEvent event) {
    return switch (event) {
      case OfInstance(var one) -> of(one);
      case OfHost(var one) -> of(one);
    };
  }

  static String type(IndexedEvent event) {
    return switch (event) {
      case OfInstance(var one) -> one.event().getClass().getSimpleName();
      case OfHost(var one) -> one.event().getClass().getSimpleName();
    };
  }

  private static ObjectNode of(RecordedEvent event) {
    ObjectNode json =
        Json.object()
            .put("instance", event.instance().value())
            .put("sequence", event.sequence())
            .put("id", event.id().value());
    json.set("time", RecordJson.node(event.time()));
    json.put("type", event.event().getClass().getSimpleName());
    json.put("causedBy", event.causedBy().value());
    json.set("actor", RecordJson.of(event.actor()));
    json.set("data", RecordJson.node(event.event()));
    return json;
  }

  private static ObjectNode of(RecordedHostEvent event) {
    ObjectNode json =
        Json.object()
            .put("host", event.event().host().value())
            .put("sequence", event.sequence())
            .put("id", event.id().value());
    json.set("time", RecordJson.node(event.time()));
    json.put("type", event.event().getClass().getSimpleName());
    json.set("data", RecordJson.node(event.event()));
    return json;
  }
}
