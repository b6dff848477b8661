package io.dormouse.streams.placement;

import io.dormouse.streams.instance.InstanceTopology;

/** Breaks a rule of the architecture: depends on the room of instances. */
record CuriousScheduler(InstanceTopology instances) {}
