/** Images of an engine, and how they are pulled. */
@NullMarked
package io.dormouse.agents.host.driver.docker.image;

import org.jspecify.annotations.NullMarked;
