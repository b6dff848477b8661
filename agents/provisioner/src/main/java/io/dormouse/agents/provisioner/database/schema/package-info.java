/** Schemas of tenants: one file per verb. */
@NullMarked
package io.dormouse.agents.provisioner.database.schema;

import org.jspecify.annotations.NullMarked;
