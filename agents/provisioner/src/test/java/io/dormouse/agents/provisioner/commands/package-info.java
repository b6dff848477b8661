@NullMarked
package io.dormouse.agents.provisioner.commands;

import org.jspecify.annotations.NullMarked;
