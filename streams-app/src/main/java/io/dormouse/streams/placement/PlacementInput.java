package io.dormouse.streams.placement;

import io.dormouse.schemas.host.HostReport;
import io.dormouse.schemas.host.PlacementMessage;

/** What comes to the scheduler of a pool from the topics. */
sealed interface PlacementInput {

  record Heartbeat(HostReport report) implements PlacementInput {}

  record Told(PlacementMessage message) implements PlacementInput {}
}
