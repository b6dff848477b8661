package io.dormouse.cli;

import io.dormouse.cli.command.Blueprints;
import io.dormouse.cli.command.Completion;
import io.dormouse.cli.command.ContextCommands;
import io.dormouse.cli.command.Domains;
import io.dormouse.cli.command.Events;
import io.dormouse.cli.command.Hosts;
import io.dormouse.cli.command.Instances;
import io.dormouse.cli.command.Keys;
import io.dormouse.cli.command.Owners;
import io.dormouse.cli.command.Plans;
import io.dormouse.cli.command.SignUp;
import io.dormouse.cli.command.Status;
import io.dormouse.cli.command.Verify;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.terminal.Shell;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The root of the commands. */
@Command(
    name = "dormouse",
    description = "Controls a Dormouse system through its control API.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Dormouse.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused or failed",
      "2:wrong usage",
      "3:the API does not answer",
      "4:--wait timed out",
      "130:ended by Ctrl-C"
    })
public final class Dormouse {

  private static final int WIDTH = 100;
  private static final String COMPLETION = "completion";
  private static final Map<String, Function<Session, Object>> NOUNS = nouns();

  private Dormouse() {}

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int run(Shell shell, String... args) {
    try (Session session = new Session(shell)) {
      return commandLine(session, args).execute(args);
    }
  }

  /**
   * The commands for one run. To read the annotations of all commands takes longer than most
   * commands; so only those are read that the arguments name, or all if they name none.
   */
  static CommandLine commandLine(Session session, String... args) {
    CommandLine root = new CommandLine(new Dormouse()).addMixin("session", session);
    Set<String> words = Set.of(Arrays.stream(args).distinct().toArray(String[]::new));
    boolean all = words.contains(COMPLETION) || Collections.disjoint(words, NOUNS.keySet());
    NOUNS.forEach((name, noun) -> {
      if (all || words.contains(name)) {
        root.addSubcommand(noun(noun.apply(session), all ? Set.of() : words));
      }
    });
    ErrorReport errors = new ErrorReport(session.notes());
    return root.setOut(new PrintWriter(session.shell().out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(session.shell().err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpWidth(WIDTH)
        .setExpandAtFiles(false)
        .setAllowSubcommandsAsOptionParameters(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static Map<String, Function<Session, Object>> nouns() {
    Map<String, Function<Session, Object>> nouns = new LinkedHashMap<>();
    nouns.put("signup", SignUp::new);
    nouns.put("instances", Instances::new);
    nouns.put("domains", Domains::new);
    nouns.put("blueprints", Blueprints::new);
    nouns.put("plans", Plans::new);
    nouns.put("owners", Owners::new);
    nouns.put("keys", Keys::new);
    nouns.put("hosts", Hosts::new);
    nouns.put("events", Events::new);
    nouns.put("status", Status::new);
    nouns.put("verify", Verify::new);
    nouns.put("context", ContextCommands::new);
    nouns.put(COMPLETION, Completion::new);
    return Collections.unmodifiableMap(nouns);
  }

  private static CommandLine noun(Object noun, Set<String> words) {
    CommandLine command = new CommandLine(noun);
    Map<String, Supplier<CommandLine>> verbs = new LinkedHashMap<>();
    for (Method verb : CommandLine.getCommandMethods(noun.getClass(), null)) {
      verbs.put(verb.getAnnotation(Command.class).name(), () -> new CommandLine(verb));
    }
    if (noun instanceof Instances instances) {
      verbs.putAll(instances.actions());
    }
    boolean all = Collections.disjoint(words, verbs.keySet());
    verbs.forEach((name, verb) -> {
      if (all || words.contains(name)) {
        command.addSubcommand(name, verb.get());
      }
    });
    return command;
  }

  /** The version in the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Dormouse.class.getPackage().getImplementationVersion();
      return new String[] {"dormouse " + (version == null ? "unpackaged" : version)};
    }
  }
}
