/** Work in PostgreSQL, one file per verb. */
@NullMarked
package io.dormouse.agents.provisioner.database;

import org.jspecify.annotations.NullMarked;
