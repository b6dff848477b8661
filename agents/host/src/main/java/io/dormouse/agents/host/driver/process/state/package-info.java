/** State folders, by which processes are found again. */
@NullMarked
package io.dormouse.agents.host.driver.process.state;

import org.jspecify.annotations.NullMarked;
