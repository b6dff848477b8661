@NullMarked
package io.dormouse.agents.provisioner.s3.bucket;

import org.jspecify.annotations.NullMarked;
