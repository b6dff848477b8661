/** Writes a tenant's data to an archive. */
@NullMarked
package io.dormouse.agents.provisioner.export;

import org.jspecify.annotations.NullMarked;
