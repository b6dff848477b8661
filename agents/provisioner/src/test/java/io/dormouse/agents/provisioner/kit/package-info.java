/** Real servers, and what stands where the brain stands. */
@NullMarked
package io.dormouse.agents.provisioner.kit;

import org.jspecify.annotations.NullMarked;
