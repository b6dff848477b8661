package io.dormouse.agents.provisioner.settings.database;

/** How the provisioner itself gets into the database servers. */
public enum DatabaseAuthentication {
  PASSWORD,
  /** A signed token of AWS instead of a password, made anew for every connection. */
  IAM
}
