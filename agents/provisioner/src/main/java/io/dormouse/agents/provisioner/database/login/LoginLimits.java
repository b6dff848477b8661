package io.dormouse.agents.provisioner.database.login;

import java.time.Duration;

/**
 * Limits of a login. A tenant cannot change its number of sessions; the time-outs guard it against
 * its own mistakes only, since every role may set them for itself.
 */
public record LoginLimits(int sessions, Duration statement, Duration idleTransaction) {}
