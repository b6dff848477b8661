/** Opens the credentials that the provisioner sealed for the agents. */
@NullMarked
package io.dormouse.agents.host.credentials;

import org.jspecify.annotations.NullMarked;
