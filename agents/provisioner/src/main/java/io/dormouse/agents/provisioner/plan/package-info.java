/** Plans the steps of a command from the register's state, as a pure function. */
@NullMarked
package io.dormouse.agents.provisioner.plan;

import org.jspecify.annotations.NullMarked;
