/** The provisioner's own tables in each database. */
@NullMarked
package io.dormouse.agents.provisioner.database.register;

import org.jspecify.annotations.NullMarked;
