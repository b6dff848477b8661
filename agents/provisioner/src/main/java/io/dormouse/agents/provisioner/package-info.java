/** The program that gives every tenant a bucket, a schema and credentials, and takes them away. */
@NullMarked
package io.dormouse.agents.provisioner;

import org.jspecify.annotations.NullMarked;
