package io.dormouse.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.output.Column;
import io.dormouse.cli.session.Receipts;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.WaitOptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that signs up for an instance. */
@Command(
    name = "signup",
    description = "Signs up for a new instance, as a web site does for its visitors.")
public final class SignUp implements Runnable {

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("INSTANCE", "/instance"),
          Column.status("PROGRESS", "/progress"),
          Column.status("STATUS", "/status"),
          Column.text("PAGE", "/page"));

  private final Session session;

  @Parameters(paramLabel = "INSTANCE", description = "The id of the new instance.")
  private String instance = "";

  @Mixin private Instances.NewInstance members = new Instances.NewInstance();
  @Mixin private WaitOptions wait = new WaitOptions();

  public SignUp(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    String wanted = wait.status(InstanceAction.MADE);
    ApiClient api = session.api();
    JsonNode receipt = api.post(ApiPath.of("signups"), members.json("instance", instance)).json();
    if (!wait.wanted()) {
      Receipts.print(session, receipt, "instance");
      return;
    }
    Receipts.note(session, receipt);
    JsonNode signUp = wait.waiter(session, api).signUp(receipt.path("command").asText());
    if (wanted.equals("running")) {
      Instances.print(session, wait.instance(session, api, instance, InstanceAction.MADE, true));
    } else {
      session.printer().row(signUp, COLUMNS);
    }
  }
}
