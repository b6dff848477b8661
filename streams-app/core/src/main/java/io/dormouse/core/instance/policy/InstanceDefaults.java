package io.dormouse.core.instance.policy;

import java.time.Duration;

/**
 * What is the same for all instances.
 *
 * @param baseDomain what an instance's own domain ends with
 * @param deleteGrace how long a deleted instance can be restored, if nothing else is said
 */
public record InstanceDefaults(String baseDomain, Duration deleteGrace) {}
