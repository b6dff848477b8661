/** The port to whatever runs replicas. */
@NullMarked
package io.dormouse.agents.host.driver;

import org.jspecify.annotations.NullMarked;
