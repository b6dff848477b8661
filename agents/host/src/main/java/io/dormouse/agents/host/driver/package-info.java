/** The port to the engine that runs replicas. */
@NullMarked
package io.dormouse.agents.host.driver;

import org.jspecify.annotations.NullMarked;
