package io.dormouse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The page about all commands, in Markdown. */
final class Reference {

  private final List<String> lines = new ArrayList<>();

  private Reference() {}

  static String of(CommandLine root) {
    Reference reference = new Reference();
    reference.head(root);
    reference.commands(root);
    return String.join("\n", reference.lines) + "\n";
  }

  private void head(CommandLine root) {
    lines.add("# The commands of dormouse");
    lines.add("");
    lines.add("Written by `ReferenceTest` from the commands themselves; `--help` says the same.");
    lines.add("");
    lines.add("## Options of all commands");
    lines.add("");
    table(root.getCommandSpec().options());
    lines.add("");
    lines.add("## Exit codes");
    lines.add("");
    lines.add("| code | meaning |");
    lines.add("| --- | --- |");
    root.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> lines.add("| %s | %s |".formatted(code.strip(), meaning)));
  }

  private void commands(CommandLine parent) {
    for (Map.Entry<String, CommandLine> entry : parent.getSubcommands().entrySet()) {
      CommandSpec spec = entry.getValue().getCommandSpec();
      boolean noun = spec.parent().parent() == null;
      lines.add("");
      lines.add((noun ? "## " : "### ") + spec.qualifiedName());
      lines.add("");
      lines.add(text(spec.usageMessage().description()));
      if (entry.getValue().getSubcommands().isEmpty()) {
        arguments(spec);
      } else {
        commands(entry.getValue());
      }
    }
  }

  private void arguments(CommandSpec spec) {
    List<ArgSpec> arguments = new ArrayList<>(spec.positionalParameters());
    spec.options().stream().filter(Reference::isOwn).forEach(arguments::add);
    if (!arguments.isEmpty()) {
      lines.add("");
      table(arguments);
    }
  }

  private static boolean isOwn(OptionSpec option) {
    return !option.inherited() && !option.usageHelp() && !option.versionHelp();
  }

  private void table(List<? extends ArgSpec> arguments) {
    lines.add("| argument | meaning |");
    lines.add("| --- | --- |");
    for (ArgSpec argument : arguments) {
      String required = argument.required() ? " Required." : "";
      lines.add(
          "| `%s` | %s%s |".formatted(name(argument), text(argument.description()), required));
    }
  }

  private static String name(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
      return String.join(", ", option.names())
          + (option.arity().min() == 0 && !value.isEmpty() ? "[" + value + "]" : value);
    }
    return argument.paramLabel();
  }

  private static String text(String[] description) {
    return String.join(" ", description).replace("$$", "$").replace("|", "\\|");
  }
}
