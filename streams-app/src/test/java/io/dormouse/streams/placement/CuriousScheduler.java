package io.dormouse.streams.placement;

import io.dormouse.streams.instance.InstanceState;

/** Breaks a rule of the architecture: looks into the instances. */
record CuriousScheduler(InstanceState state) {}
