/**
 * Access to the local S3 server: users, their keys and policies, the part of the AWS IAM query API
 * with which they are made, and the guard that holds each to its policy.
 */
@NullMarked
package io.dormouse.local.iam;

import org.jspecify.annotations.NullMarked;
