@NullMarked
package io.dormouse.agents.provisioner;

import org.jspecify.annotations.NullMarked;
