package io.dormouse.core.placement;

import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage;

/** Input of a pool's scheduler from the topics. */
public sealed interface PlacementInput {

  record Heartbeat(HostReport report) implements PlacementInput {}

  record Told(PlacementMessage message) implements PlacementInput {}
}
