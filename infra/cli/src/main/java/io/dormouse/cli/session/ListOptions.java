package io.dormouse.cli.session;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of all lists. */
public final class ListOptions {

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "At most so many. Default: all.")
  public @Nullable Integer limit;
}
