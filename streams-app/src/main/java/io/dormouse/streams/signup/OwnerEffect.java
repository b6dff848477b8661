package io.dormouse.streams.signup;

import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.Rejection;
import io.dormouse.schemas.signup.SignUpView;

/** What follows from news of an owner. */
sealed interface OwnerEffect {

  /** The page that waits for the sign-up sees this from now on. */
  record Show(SignUpView view) implements OwnerEffect {}

  /** Whoever waits for the command learns why it changed nothing. */
  record Refuse(Rejection rejection) implements OwnerEffect {}

  /** The instance is asked for. */
  record Ask(InstanceId instance, CommandEnvelope command) implements OwnerEffect {}

  /** The owner has the instance from now on. */
  record Note(InstanceId instance, CommandId openedBy) implements OwnerEffect {}

  /** The owner has the instance no longer. */
  record Forget(InstanceId instance) implements OwnerEffect {}
}
