/** The host agent, which converges the replicas of one machine to the brain's commands. */
@NullMarked
package io.dormouse.agents.host;

import org.jspecify.annotations.NullMarked;
