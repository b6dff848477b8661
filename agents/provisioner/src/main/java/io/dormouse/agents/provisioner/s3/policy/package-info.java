/** Policy documents of buckets and of tenants. */
@NullMarked
package io.dormouse.agents.provisioner.s3.policy;

import org.jspecify.annotations.NullMarked;
