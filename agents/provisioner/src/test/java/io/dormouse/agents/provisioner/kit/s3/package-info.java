/** S3 and IAM servers for tests. */
@NullMarked
package io.dormouse.agents.provisioner.kit.s3;

import org.jspecify.annotations.NullMarked;
