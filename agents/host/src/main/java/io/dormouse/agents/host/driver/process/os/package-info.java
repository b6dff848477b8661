/** The parts of Linux that the driver uses. */
@NullMarked
package io.dormouse.agents.host.driver.process.os;

import org.jspecify.annotations.NullMarked;
