package io.dormouse.agents.provisioner.settings.s3;

import java.util.Locale;

/** Ways in which tenants get their S3 credentials. */
public enum AccessDriver {
  /** A user of the server's IAM API for each tenant: AWS, Ceph, SeaweedFS, the local server. */
  IAM_USERS,
  /** Sessions of one role, each limited by a policy: AWS. */
  STS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
