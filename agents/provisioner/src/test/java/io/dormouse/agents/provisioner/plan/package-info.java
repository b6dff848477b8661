@NullMarked
package io.dormouse.agents.provisioner.plan;

import org.jspecify.annotations.NullMarked;
