/** All settings of the provisioner. */
@NullMarked
package io.dormouse.agents.provisioner.settings;

import org.jspecify.annotations.NullMarked;
