@NullMarked
package io.dormouse.agents.provisioner.database.server;

import org.jspecify.annotations.NullMarked;
