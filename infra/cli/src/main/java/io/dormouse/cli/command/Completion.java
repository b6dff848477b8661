package io.dormouse.cli.command;

import io.dormouse.cli.session.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that completes the others in a shell. */
@Command(
    name = "completion",
    addMethodSubcommands = false,
    description = "Prints a script that completes commands and options in a shell.")
public final class Completion {

  private final Session session;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  public Completion(Session session) {
    this.session = session;
  }

  @Command(name = "bash", description = "For bash: source <(dormouse completion bash)")
  void bash() {
    print();
  }

  @Command(name = "zsh", description = "For zsh: source <(dormouse completion zsh)")
  void zsh() {
    print();
  }

  /** One script suits both: under zsh it loads the completion of bash. */
  private void print() {
    CommandSpec root = spec.root();
    session.printer().text(AutoComplete.bash(root.name(), root.commandLine()));
  }
}
