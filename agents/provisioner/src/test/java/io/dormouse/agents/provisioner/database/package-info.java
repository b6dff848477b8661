@NullMarked
package io.dormouse.agents.provisioner.database;

import org.jspecify.annotations.NullMarked;
