package io.dormouse.core.placement;

import io.dormouse.core.instance.state.InstanceState;

/** Breaks a rule of the architecture: looks into the instances. */
record CuriousScheduler(InstanceState state) {}
