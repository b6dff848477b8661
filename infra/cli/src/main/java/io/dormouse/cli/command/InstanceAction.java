package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.WaitOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes the status of an instance. */
@Command
final class InstanceAction implements Runnable {

  /** The statuses that a new, restored or repaired instance gets. */
  static final List<String> MADE = List.of("asleep", "running");

  /**
   * The actions that are all alike.
   *
   * @param leadsTo the statuses to wait for, the usual one first
   */
  private record Action(String name, String description, List<String> leadsTo) {}

  private static final List<Action> ACTIONS =
      List.of(
          new Action("wake", "Starts an instance that sleeps or is stopped.", List.of("running")),
          new Action(
              "passivate",
              "Puts an instance to sleep; the next request wakes it.",
              List.of("asleep")),
          new Action("stop", "Stops an instance; requests do not wake it.", List.of("stopped")),
          new Action("restore", "Takes a deletion back while its grace lasts.", MADE),
          new Action("retry", "Tries again to make the resources of an instance.", MADE));

  private final Session session;
  private final Action action;

  @Parameters(paramLabel = "ID", description = Instances.ID)
  private String id = "";

  @Mixin private WaitOptions wait = new WaitOptions();

  private InstanceAction(Session session, Action action) {
    this.session = session;
    this.action = action;
  }

  /** The commands by name. */
  static Map<String, Supplier<CommandLine>> commands(Session session) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    ACTIONS.forEach(action -> commands.put(action.name(), () -> command(session, action)));
    return commands;
  }

  private static CommandLine command(Session session, Action action) {
    CommandLine command = new CommandLine(new InstanceAction(session, action));
    command.setCommandName(action.name());
    command.getCommandSpec().usageMessage().description(action.description());
    return command;
  }

  @Override
  public void run() {
    wait.status(action.leadsTo());
    ApiClient api = session.api();
    ApiPath path = ApiPath.of("instances", id, "actions", action.name());
    finish(session, api, api.post(path, null).json(), wait, action.leadsTo());
  }

  /** Prints the receipt, or after a wait the instance. */
  static void finish(
      Session session, ApiClient api, JsonNode receipt, WaitOptions wait, List<String> leadsTo) {
    if (!wait.wanted()) {
      Receipts.print(session, receipt, "instance");
      return;
    }
    Receipts.note(session, receipt);
    Instances.print(
        session,
        wait.instance(
            session, api, receipt.path("instance").asText(), leadsTo, Receipts.decided(receipt)));
  }
}
