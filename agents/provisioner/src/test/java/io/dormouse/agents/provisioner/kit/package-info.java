/** Real servers and a stand-in for the brain. */
@NullMarked
package io.dormouse.agents.provisioner.kit;

import org.jspecify.annotations.NullMarked;
