package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.local.client.Unexpected;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Derives the status of an instance from its history alone, by the names of the events. */
final class Fold {

  private Fold() {}

  /** Throws {@link Unexpected} if an event is missing or there twice. */
  static void checkComplete(List<JsonNode> history) {
    Set<String> ids = new HashSet<>();
    long expected = 1;
    for (JsonNode event : history) {
      Unexpected.unless(
          event.path("sequence").asLong() == expected,
          "Expected event %d of the history, but got %s",
          expected,
          event);
      Unexpected.unless(ids.add(event.path("id").asText()), "Expected each event once: %s", event);
      Unexpected.unless(
          !event.path("causedBy").asText().isEmpty()
              && !event.path("actor").path("kind").asText().isEmpty(),
          "Expected a cause and an actor in every event, but got %s",
          event);
      expected++;
    }
  }

  static String status(List<JsonNode> history) {
    String status = "none";
    String afterStop = "asleep";
    for (JsonNode event : history) {
      boolean placed = Set.of("starting", "running", "stopping").contains(status);
      switch (event.path("type").asText()) {
        case "InstanceRequested" -> status = "requested";
        case "ResourcesProvided" -> status = "asleep";
        case "InstanceWoken" -> {
          afterStop = "queued";
          status = placed ? status : "queued";
        }
        case "ReplicaPlaced" -> status = "starting";
        case "ReplicaQueued", "ReplicaRefused" -> status = "queued";
        case "FencingStarted" -> status = "fencing";
        case "ReplicaRestartOrdered" -> status = "stopping";
        case "InstanceStarted" -> status = "running";
        case "InstanceFailed" -> status = "failed";
        case "ReplicaCrashed" -> status = "asleep";
        case "InstancePassivated" -> {
          afterStop = "asleep";
          status = placed ? "stopping" : "asleep";
        }
        case "InstanceStopped" -> {
          afterStop = "stopped";
          status = placed ? "stopping" : "stopped";
        }
        case "InstanceDeleted" -> {
          afterStop = "deleted";
          status = placed ? "stopping" : "deleted";
        }
        case "InstanceRemoved" -> status = "deleted";
        case "ReplicaStopped" -> status = status.equals("stopping") ? afterStop : "asleep";
        default -> {
          // Domains, activity and the work on resources do not change the status.
        }
      }
    }
    return status;
  }
}
