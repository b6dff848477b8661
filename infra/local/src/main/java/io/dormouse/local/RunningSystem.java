package io.dormouse.local;

import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.supervision.Stack;

/** All of Dormouse on one machine, ready; its processes can be looked at, and killed. */
public record RunningSystem(LocalSettings settings, Stack stack) {}
