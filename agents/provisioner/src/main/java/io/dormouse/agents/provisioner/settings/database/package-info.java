/** Settings of the database servers. */
@NullMarked
package io.dormouse.agents.provisioner.settings.database;

import org.jspecify.annotations.NullMarked;
