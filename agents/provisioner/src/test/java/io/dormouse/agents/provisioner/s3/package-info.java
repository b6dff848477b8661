@NullMarked
package io.dormouse.agents.provisioner.s3;

import org.jspecify.annotations.NullMarked;
