/** Containers of an engine: one file per verb. */
@NullMarked
package io.dormouse.agents.host.driver.docker.container;

import org.jspecify.annotations.NullMarked;
