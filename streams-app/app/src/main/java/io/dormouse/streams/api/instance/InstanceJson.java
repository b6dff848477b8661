package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.util.List;
import java.util.Optional;

/** JSON of instances. */
public final class InstanceJson {

  private InstanceJson() {}

  public static ObjectNode of(InstanceView view, QueuePositions positions) {
    ObjectNode json = RecordJson.of(view);
    json.set("memory", json.remove("memoryBytes"));
    json.set("queue", positions.json(view));
    json.remove("changedFiles");
    if (view.changedFiles() != null) {
      json.putArray("warnings").add(warning(view.changedFiles()));
    }
    json.set("links", links(view.id(), view.legalActions()));
    return json;
  }

  private static String warning(ChangedFiles files) {
    return "At the last stop the container had %d changed %s: %s%s. They are lost with the container, which may be removed at any time. Lasting data belongs in the instance's database or bucket."
        .formatted(
            files.count(),
            files.count() == 1 ? "file" : "files",
            String.join(", ", files.paths()),
            files.count() > files.paths().size() ? " and others" : "");
  }

  /** The receipt of a command and the instance's status. */
  public static ObjectNode of(InstanceId id, Receipt receipt, Optional<InstanceView> view) {
    ObjectNode json = receipt.toJson().put("instance", id.value());
    view.ifPresent(now -> json.put("status", EnumNames.of(now.status())));
    json.set("links", links(id, view.map(InstanceView::legalActions).orElse(List.of())));
    return json;
  }

  public static String path(InstanceId id) {
    return "/v1/instances/" + id;
  }

  /** Links to the instance, its history and its legal actions. */
  static ObjectNode links(InstanceId id, List<InstanceAction> legal) {
    ObjectNode actions = Json.object();
    legal.forEach(
        action -> actions.put(EnumNames.of(action), path(id) + "/actions/" + EnumNames.of(action)));
    ObjectNode links = Json.object().put("self", path(id)).put("history", path(id) + "/history");
    links.set("actions", actions);
    return links;
  }
}
