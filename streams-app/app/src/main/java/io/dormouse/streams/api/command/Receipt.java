package io.dormouse.streams.api.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.command.CommandId;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command that was written.
 *
 * @param message why it was ignored, or null
 */
public record Receipt(CommandId command, ReceiptStatus outcome, @Nullable String message) {

  public enum ReceiptStatus {
    ACCEPTED,
    /** Right but needless, or it came twice. */
    IGNORED,
    /** Not decided in time; it will be. */
    PENDING
  }

  public ObjectNode toJson() {
    ObjectNode json =
        Json.object().put("command", command.value()).put("outcome", EnumNames.of(outcome));
    return message == null ? json : json.put("message", message);
  }
}
