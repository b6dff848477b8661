package io.dormouse.language.resources;

import org.jspecify.annotations.Nullable;

/**
 * An instance's resources as others may see them.
 *
 * @param server the database server, or null before one is chosen
 * @param request number of the newest command to the provisioner
 * @param credentials version of the newest credentials, 0 before the first
 * @param failedStep step at which the newest request was given up, or null
 * @param failure the server's message then
 * @param exported location of the archive, or null
 */
public record ResourcesView(
    ResourceId id,
    @Nullable String server,
    long request,
    long credentials,
    @Nullable ResourceStep failedStep,
    @Nullable String failure,
    @Nullable String exported) {}
