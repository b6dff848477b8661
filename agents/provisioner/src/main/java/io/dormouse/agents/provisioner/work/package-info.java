/** Takes the steps of commands, with retries, and reports. */
@NullMarked
package io.dormouse.agents.provisioner.work;

import org.jspecify.annotations.NullMarked;
