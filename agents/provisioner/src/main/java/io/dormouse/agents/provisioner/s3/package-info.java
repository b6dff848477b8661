/** Work on an S3 server, one file per verb. */
@NullMarked
package io.dormouse.agents.provisioner.s3;

import org.jspecify.annotations.NullMarked;
