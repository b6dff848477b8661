package io.dormouse.core.instance;

import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.resources.ResourceReport;

/** Input of an instance from the topics. */
public sealed interface InstanceInput {

  record Commanded(CommandEnvelope envelope) implements InstanceInput {}

  record Reported(ReplicaReport report) implements InstanceInput {}

  record Provisioned(ResourceReport report) implements InstanceInput {}

  record Used(ActivityReport report) implements InstanceInput {}
}
