package io.dormouse.streams.api.instance;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.api.blueprint.PassivationJson;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.OutgoingCommand;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import java.util.Set;

/**
 * Creates instances, one at a time.
 *
 * @param commands takes the commands
 */
public record InstanceCreation(CommandGateway commands, PreflightChecks preflight) {

  /** Members of the body. */
  static final Set<String> MEMBERS =
      Set.of("id", "blueprint", "domain", "owner", "passivation", "plan");

  /** An instance and the receipt of the command that creates it. */
  record Created(InstanceId id, Receipt receipt) {}

  /** Throws {@link Problem} if the body is wrong, or the command is refused. */
  Created create(Caller caller, JsonBody body) {
    InstanceId id = body.need("id", InstanceId::new);
    CreateInstance command =
        new CreateInstance(
            body.need("blueprint", BlueprintId::new),
            PassivationJson.find(body).orElse(null),
            body.find("domain", DomainName::of).orElse(null),
            caller.owner(body),
            body.find("plan", PlanId::new).orElse(null));
    DomainName domain = preflight.checkNew(id, command.blueprint(), command.domain());
    preflight.checkPlan(command.plan());
    Receipt receipt = commands.sendAndRoute(OutgoingCommand.to(id, caller, command), domain);
    if (receipt.outcome() == Receipt.ReceiptStatus.ACCEPTED) {
      preflight.checkRouted(domain, id);
    }
    return new Created(id, receipt);
  }
}
