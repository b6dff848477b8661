/**
 * Access to the local S3 server: users with keys and policies, the part of the AWS IAM query API
 * that manages them, and the guard that enforces the policies.
 */
@NullMarked
package io.dormouse.local.iam;

import org.jspecify.annotations.NullMarked;
