package io.dormouse.streams.instance;

import io.dormouse.schemas.activity.ActivityReport;
import io.dormouse.schemas.host.ReplicaReport;
import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.resources.ResourceReport;

/** What comes to an instance from the topics. */
sealed interface InstanceInput {

  record Commanded(CommandEnvelope envelope) implements InstanceInput {}

  record Reported(ReplicaReport report) implements InstanceInput {}

  record Provisioned(ResourceReport report) implements InstanceInput {}

  record Used(ActivityReport report) implements InstanceInput {}
}
