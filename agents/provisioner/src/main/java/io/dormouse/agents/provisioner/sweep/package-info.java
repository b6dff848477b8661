/** Finds resources that exist and should not. */
@NullMarked
package io.dormouse.agents.provisioner.sweep;

import org.jspecify.annotations.NullMarked;
