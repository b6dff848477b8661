/** Replicas as containers of a Docker engine, one file per verb. */
@NullMarked
package io.dormouse.agents.host.driver.docker;

import org.jspecify.annotations.NullMarked;
