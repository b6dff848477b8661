package io.dormouse.core.placement;

import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage;

/** What comes to the scheduler of a pool from the topics. */
public sealed interface PlacementInput {

  record Heartbeat(HostReport report) implements PlacementInput {}

  record Told(PlacementMessage message) implements PlacementInput {}
}
