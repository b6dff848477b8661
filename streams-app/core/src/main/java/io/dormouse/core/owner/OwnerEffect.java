package io.dormouse.core.owner;

import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.SignUpView;

/** Effects of news of an owner. */
public sealed interface OwnerEffect {

  /** The new view of the sign-up. */
  record Show(SignUpView view) implements OwnerEffect {}

  /** The rejection for the sender of the command. */
  record Refuse(Rejection rejection) implements OwnerEffect {}

  /** The command that creates the instance. */
  record Ask(InstanceId instance, CommandEnvelope command) implements OwnerEffect {}

  /** The owner has the instance from now on. */
  record Note(InstanceId instance, CommandId openedBy) implements OwnerEffect {}

  /** The owner has the instance no longer. */
  record Forget(InstanceId instance) implements OwnerEffect {}
}
