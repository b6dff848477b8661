package io.dormouse.agents.provisioner.database.server;

import java.util.regex.Pattern;

/**
 * Part of a statement that takes no parameters. Each kind quotes itself, so that nothing can be
 * injected.
 */
public sealed interface SqlPart {

  String sql();

  /**
   * The name of a role, schema or function.
   *
   * <p>The constructor throws {@link IllegalArgumentException} if it is not 1 to 63 characters a-z,
   * 0-9 and underscores.
   */
  record Identifier(String name) implements SqlPart {

    private static final Pattern FORM = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public Identifier {
      if (!FORM.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "Expected a name of 1 to 63 characters a-z, 0-9 and underscores, but got '%s'."
                .formatted(name));
      }
    }

    @Override
    public String sql() {
      return '"' + name + '"';
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A name of any form, as an administrator may have chosen it. */
  record ForeignIdentifier(String name) implements SqlPart {
    @Override
    public String sql() {
      return '"' + name.replace("\"", "\"\"") + '"';
    }
  }

  /** A text. */
  record Literal(String text) implements SqlPart {

    public Literal {
      if (text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("Expected a text without backslash and zero byte.");
      }
    }

    @Override
    public String sql() {
      return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public String toString() {
      return "Literal";
    }
  }

  /** A whole number. */
  record Whole(long number) implements SqlPart {
    @Override
    public String sql() {
      return Long.toString(number);
    }
  }

  /** A statement: the template with its {@code %s} replaced by the parts. */
  static String statement(String template, SqlPart... parts) {
    Object[] quoted = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      quoted[i] = parts[i].sql();
    }
    return template.formatted(quoted);
  }
}
