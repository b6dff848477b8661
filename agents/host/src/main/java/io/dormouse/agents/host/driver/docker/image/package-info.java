/** Images of an engine and their pulls. */
@NullMarked
package io.dormouse.agents.host.driver.docker.image;

import org.jspecify.annotations.NullMarked;
