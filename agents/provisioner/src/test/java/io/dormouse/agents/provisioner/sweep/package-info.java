@NullMarked
package io.dormouse.agents.provisioner.sweep;

import org.jspecify.annotations.NullMarked;
