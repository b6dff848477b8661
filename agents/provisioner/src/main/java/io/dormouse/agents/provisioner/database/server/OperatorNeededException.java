package io.dormouse.agents.provisioner.database.server;

import java.sql.SQLException;

/**
 * A failure that an operator can mend but no further attempt; the message says what was expected
 * and what to do.
 */
public final class OperatorNeededException extends SQLException {

  private static final long serialVersionUID = 1L;

  public OperatorNeededException(String message) {
    super(message, "54000");
  }
}
