/** The client of an engine. */
@NullMarked
package io.dormouse.agents.host.driver.docker.engine;

import org.jspecify.annotations.NullMarked;
