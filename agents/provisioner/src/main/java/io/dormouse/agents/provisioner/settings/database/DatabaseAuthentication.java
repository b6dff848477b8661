package io.dormouse.agents.provisioner.settings.database;

/** Ways in which the provisioner itself logs in to the database servers. */
public enum DatabaseAuthentication {
  PASSWORD,
  /** A signed token of AWS instead of a password, made anew for every connection. */
  IAM
}
