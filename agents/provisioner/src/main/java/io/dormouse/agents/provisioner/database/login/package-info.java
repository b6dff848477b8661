/** Logins of tenants: one file per verb. */
@NullMarked
package io.dormouse.agents.provisioner.database.login;

import org.jspecify.annotations.NullMarked;
