package io.dormouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.NoAnswer;
import io.dormouse.cli.api.Problem;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.ExitCode;
import io.dormouse.cli.terminal.Notes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says why a command failed and what may help, and chooses the exit code. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final Notes notes;

  ErrorReport(Notes notes) {
    this.notes = notes;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    notes.note("dormouse: " + e.getMessage());
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    if (!suggestions.isEmpty()) {
      notes.note("  did you mean: " + String.join(", ", suggestions));
    } else if (e.getArgSpec() == null && !command.getSubcommands().isEmpty()) {
      notes.note("  commands: " + String.join(", ", command.getSubcommands().keySet()));
    }
    notes.note("  see: %s --help".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    return switch (e) {
      case CommandFailure failure -> report(failure, failure.advice(), failure.exitCode());
      case Problem problem -> report(problem, advice(problem), ExitCode.FAILED);
      case NoAnswer silent ->
          report(
              silent,
              List.of("Is it running? --api, --context and DORMOUSE_API name another system."),
              ExitCode.NO_ANSWER);
      case UncheckedIOException unwritten -> unwritten(String.valueOf(unwritten.getMessage()));
      default -> throw e;
    };
  }

  private int report(Exception e, List<String> advice, int exitCode) {
    notes.note("dormouse: " + e.getMessage());
    advice.forEach(line -> notes.note("  " + line));
    return exitCode;
  }

  /** A result that its reader does not want any more is no failure to speak of. */
  private int unwritten(String why) {
    if (why.contains("Broken pipe")) {
      return ExitCode.BROKEN_PIPE;
    }
    notes.note("dormouse: expected to write the result, but got: " + why);
    return ExitCode.FAILED;
  }

  private static List<String> advice(Problem problem) {
    List<String> lines = new ArrayList<>();
    JsonNode legal = problem.member("legalActions");
    if (legal.isArray()) {
      StringJoiner actions = new StringJoiner(", ");
      actions.setEmptyValue("nothing");
      legal.forEach(action -> actions.add(action.asText()));
      lines.add("legal now: " + actions);
    }
    switch (problem.type()) {
      case "unknown-instance", "unknown-target", "instance-taken" ->
          lines.add("try: dormouse instances list");
      case "unknown-domain", "domain-taken" -> lines.add("try: dormouse domains list");
      case "no-such-blueprint", "unknown-blueprint" -> lines.add("try: dormouse blueprints list");
      case "no-such-plan", "unknown-plan" -> lines.add("try: dormouse plans list");
      case "too-much-memory" -> lines.add("try: dormouse hosts list");
      case "unauthenticated" ->
          lines.add(
              "DORMOUSE_TOKEN has the key or token, or try: dormouse context add NAME URL --token-file FILE");
      case "forbidden" ->
          lines.add(
              "another key or token is needed; an admin makes one with: dormouse keys create");
      case "unknown-key" -> lines.add("try: dormouse keys list");
      case "unavailable", "not-ready" -> lines.add("try: dormouse status");
      default -> {
        // The problem says all there is to say.
      }
    }
    if (problem.retryAfter() != null) {
      lines.add("It may work in %s s.".formatted(problem.retryAfter()));
    }
    return lines;
  }
}
