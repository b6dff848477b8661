package io.dormouse.language.resources;

/** Steps of the provisioner, in their order. */
public enum ResourceStep {
  CHOOSE_DATABASE,
  CREATE_SCHEMA,
  CREATE_LOGIN,
  CREATE_BUCKET,
  ISSUE_KEYS,
  SEED,
  SEAL,
  REVOKE,
  EXPORT,
  DROP_SCHEMA,
  DELETE_BUCKET
}
