package io.dormouse.kit.topics;

/**
 * Two programs have different schemas under one id; the message names both programs, the id and the
 * schemas.
 */
public final class SchemaConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SchemaConflictException(String message) {
    super(message);
  }
}
