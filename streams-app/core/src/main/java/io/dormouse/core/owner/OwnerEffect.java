package io.dormouse.core.owner;

import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.SignUpView;

/** What follows from news of an owner. */
public sealed interface OwnerEffect {

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
