@NullMarked
package io.dormouse.agents.provisioner.s3.access;

import org.jspecify.annotations.NullMarked;
