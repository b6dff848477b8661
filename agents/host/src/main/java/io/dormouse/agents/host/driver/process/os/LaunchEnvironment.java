package io.dormouse.agents.host.driver.process.os;

import io.dormouse.agents.host.driver.DriverException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A program's environment in a form that survives the launcher's shell. Shells drop names that are
 * no identifiers, such as {@code discovery.type}, and set some variables themselves. The values of
 * those travel under names of the launcher's own, and {@code env -S} gives them their real names
 * behind the shell; no value is on a command line.
 *
 * @param variables the launcher's environment
 * @param names the argument of {@code env -S}; empty if every name survives
 */
public record LaunchEnvironment(Map<String, String> variables, String names) {

  private static final String CARRIER = "DORMOUSE_LAUNCH_";
  private static final Set<String> SET_BY_SHELLS =
      Set.of(
          "_",
          "BASHOPTS",
          "BASH_ENV",
          "ENV",
          "IFS",
          "LINENO",
          "OLDPWD",
          "OPTIND",
          "PPID",
          "PS4",
          "PWD",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "SHLVL");

  /**
   * Makes an environment that carries all variables, whatever their names.
   *
   * @throws DriverException if the system cannot have such a variable, or this agent's locale lacks
   *     its characters; values are never in the message
   */
  public static LaunchEnvironment of(Map<String, String> wanted) {
    CharsetEncoder encoder = nativeEncoding().newEncoder();
    Map<String, String> variables = new TreeMap<>();
    StringBuilder unset = new StringBuilder();
    StringBuilder names = new StringBuilder("-- ");
    int carried = 0;
    for (Map.Entry<String, String> one : new TreeMap<>(wanted).entrySet()) {
      check(encoder, one.getKey(), one.getValue());
      if (survives(one.getKey())) {
        variables.put(one.getKey(), one.getValue());
      } else {
        String carrier = CARRIER + carried++;
        variables.put(carrier, one.getValue());
        unset.append("-u ").append(carrier).append(' ');
        names.append(quoted(one.getKey())).append("=${").append(carrier).append("} ");
      }
    }
    return new LaunchEnvironment(variables, carried == 0 ? "" : unset.append(names).toString());
  }

  private static boolean survives(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
        && !SET_BY_SHELLS.contains(name)
        && !name.startsWith(CARRIER);
  }

  private static String quoted(String name) {
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static void check(CharsetEncoder encoder, String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      throw new DriverException(
          "Expected a variable with a name without '=' and no NUL in name or value, but got '%s'."
              .formatted(name.replace('\0', '?')),
          null);
    }
    if (!encoder.canEncode(name + value)) {
      throw new DriverException(
          "Expected the agent to run with a locale that has the characters of the variable '%s', such as LC_ALL=C.UTF-8, but its encoding is %s."
              .formatted(name, encoder.charset()),
          null);
    }
  }

  /** The encoding in which the JDK hands over environments. */
  private static Charset nativeEncoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
  }
}
