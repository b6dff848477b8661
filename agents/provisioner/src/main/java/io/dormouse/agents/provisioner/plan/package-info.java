/** Which steps follow from a command and what is found: pure. */
@NullMarked
package io.dormouse.agents.provisioner.plan;

import org.jspecify.annotations.NullMarked;
