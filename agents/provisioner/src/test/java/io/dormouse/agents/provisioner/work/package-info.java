@NullMarked
package io.dormouse.agents.provisioner.work;

import org.jspecify.annotations.NullMarked;
