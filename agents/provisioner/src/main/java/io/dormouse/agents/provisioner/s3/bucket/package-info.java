/** Buckets of tenants, and the objects in them: one file per verb. */
@NullMarked
package io.dormouse.agents.provisioner.s3.bucket;

import org.jspecify.annotations.NullMarked;
