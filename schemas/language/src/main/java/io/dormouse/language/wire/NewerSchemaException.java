package io.dormouse.language.wire;

import org.jspecify.annotations.Nullable;

/**
 * A record of a schema that this program was not built with and cannot read: nobody announces the
 * schema, or the record holds a case or value that only newer versions know.
 */
public final class NewerSchemaException extends MalformedRecordException {

  private static final long serialVersionUID = 1L;

  public NewerSchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
