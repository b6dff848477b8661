/** Settings of S3 and of the access to it. */
@NullMarked
package io.dormouse.agents.provisioner.settings.s3;

import org.jspecify.annotations.NullMarked;
