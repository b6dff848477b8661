package io.dormouse.schemas.resources;

import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceId;

/**
 * What the provisioner did, or could not do.
 *
 * @param id the same for the same fact, however often it is reported
 * @param request of the command that it answers
 */
public record ResourceReport(
    CommandId id,
    String provisioner,
    InstanceId instance,
    ResourceId resource,
    long request,
    ResourceStatus status) {}
