package io.dormouse.language.command;

/** Reasons for which a command changed nothing. */
public enum RejectionReason {
  UNKNOWN_INSTANCE,
  UNKNOWN_BLUEPRINT,
  INSTANCE_TAKEN,
  DOMAIN_TAKEN,
  UNKNOWN_DOMAIN,
  NOT_LEGAL_NOW,
  BACKING_OFF,
  DUPLICATE,
  ALREADY_SO,
  OUTDATED,
  QUOTA_REACHED,
  UNKNOWN_PLAN
}
