/** S3 credentials of tenants, one file per way to get them. */
@NullMarked
package io.dormouse.agents.provisioner.s3.access;

import org.jspecify.annotations.NullMarked;
