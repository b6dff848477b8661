/** Reads commands from Kafka and works many at once, but one at a time per instance. */
@NullMarked
package io.dormouse.agents.provisioner.commands;

import org.jspecify.annotations.NullMarked;
