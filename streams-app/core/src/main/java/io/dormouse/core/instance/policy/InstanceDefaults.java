package io.dormouse.core.instance.policy;

import java.time.Duration;

/**
 * Defaults of all instances.
 *
 * @param baseDomain suffix of an instance's own domain
 * @param deleteGrace time within which a deleted instance can be restored, unless the command says
 *     otherwise
 */
public record InstanceDefaults(String baseDomain, Duration deleteGrace) {}
