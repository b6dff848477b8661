/** Reads the commands from Kafka, many at once, one at a time per instance. */
@NullMarked
package io.dormouse.agents.provisioner.commands;

import org.jspecify.annotations.NullMarked;
