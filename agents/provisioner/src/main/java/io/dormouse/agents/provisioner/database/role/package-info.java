/** Roles, their memberships and their rights. */
@NullMarked
package io.dormouse.agents.provisioner.database.role;

import org.jspecify.annotations.NullMarked;
