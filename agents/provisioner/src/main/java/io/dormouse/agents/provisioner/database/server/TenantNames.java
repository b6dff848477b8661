package io.dormouse.agents.provisioner.database.server;

import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a tenant's schema and roles. */
public record TenantNames(ResourceId resource) {

  /** The group whose members may connect. */
  public static final Identifier TENANTS = new Identifier("dormouse_tenants");

  private static final Pattern FORM =
      Pattern.compile("dm_([a-z][a-z0-9]{15})(_[0-9]{1,10}_[0-9]{1,19})?");

  /** The tenant that the schema or role belongs to; empty if it is not one of a tenant. */
  public static Optional<ResourceId> resourceOf(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches() ? Optional.of(new ResourceId(matcher.group(1))) : Optional.empty();
  }

  public Identifier schema() {
    return new Identifier("dm_" + resource);
  }

  /** The role that owns the schema and all in it; nobody can log in as it. */
  public Identifier owner() {
    return schema();
  }

  /** The role that a replica logs in as with the credentials of that version. */
  public Identifier login(ReplicaAccess access) {
    return new Identifier("dm_%s_%d_%d".formatted(resource, access.replica(), access.version()));
  }

  /** Prefix of all logins of the tenant, and of nothing else. */
  public String loginsFrom() {
    return "dm_" + resource + "_";
  }

  /** The first name after all logins, in the order of bytes. */
  public String loginsTo() {
    return "dm_" + resource + "`";
  }
}
