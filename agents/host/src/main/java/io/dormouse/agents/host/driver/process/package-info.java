/** Replicas as processes of this machine, one file per verb. */
@NullMarked
package io.dormouse.agents.host.driver.process;

import org.jspecify.annotations.NullMarked;
