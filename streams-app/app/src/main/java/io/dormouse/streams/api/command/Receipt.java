package io.dormouse.streams.api.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.command.CommandId;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a command that was written.
 *
 * @param message reason for ignoring it, or null
 */
public record Receipt(CommandId command, ReceiptStatus outcome, @Nullable String message) {

  public enum ReceiptStatus {
    ACCEPTED,
    /** Not needed, or a repeat. */
    IGNORED,
    /** Not decided in time; the decision will come. */
    PENDING
  }

  public ObjectNode toJson() {
    ObjectNode json =
        Json.object().put("command", command.value()).put("outcome", EnumNames.of(outcome));
    return message == null ? json : json.put("message", message);
  }
}
