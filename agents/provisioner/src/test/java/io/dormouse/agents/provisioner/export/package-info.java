@NullMarked
package io.dormouse.agents.provisioner.export;

import org.jspecify.annotations.NullMarked;
