/** A database server: its connections, its preparation for tenants, and SQL. */
@NullMarked
package io.dormouse.agents.provisioner.database.server;

import org.jspecify.annotations.NullMarked;
