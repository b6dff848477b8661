package io.dormouse.language.owner;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceId;

/** News for an owner. */
public sealed interface OwnerNews {

  /** The owner wants a new instance. */
  record SignUpReceived(SignUp signUp) implements OwnerNews {}

  /** The instance could not be made; the place in the quota is free again. */
  record SignUpRefused(
      CommandId signUp, InstanceId instance, RejectionReason reason, String message)
      implements OwnerNews {}

  /**
   * The owner has an instance now.
   *
   * @param cause the sign-up or command that made it
   */
  record InstanceOpened(InstanceId instance, CommandId cause) implements OwnerNews {}

  /** The owner's instance is removed. */
  record InstanceClosed(InstanceId instance) implements OwnerNews {}
}
