package io.dormouse.language.resources;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;

/**
 * Report of the provisioner: a success or a failure.
 *
 * @param id the same for the same fact, however often it is reported
 * @param request number of the command that it answers
 */
public record ResourceReport(
    CommandId id,
    String provisioner,
    InstanceId instance,
    ResourceId resource,
    long request,
    ResourceStatus status) {}
