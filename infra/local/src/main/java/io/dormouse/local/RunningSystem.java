package io.dormouse.local;

import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.supervision.Child;
import io.dormouse.local.supervision.Stack;

/** All of Dormouse on one machine, ready; its processes can be looked at, and killed. */
public record RunningSystem(LocalSettings settings, Stack stack) {

  /** Starts the agent of a second host, which is not ready yet. */
  public Child startSecondHost() {
    return stack.startSpare(Programs.SECOND_HOST_AGENT);
  }
}
