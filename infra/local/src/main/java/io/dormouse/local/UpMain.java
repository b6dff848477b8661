package io.dormouse.local;

import io.dormouse.local.settings.Options;
import io.dormouse.local.supervision.CannotStart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The program behind {@code infra/up}. The system property {@code dormouse.repository} names the
 * checkout, {@code dormouse.started} the time at which the person began to wait (milliseconds since
 * 1970).
 *
 * <p>The exit code is that of the story, or 1 if the system cannot start, a program ended that
 * should run, or the arguments are wrong.
 */
public final class UpMain {

  private UpMain() {}

  /** Runs until Ctrl-C, or until the story is told. */
  public static void main(String[] args) throws Exception {
    System.exit(play(List.of(args), Optional.empty()));
  }

  /**
   * Starts the system with the arguments of {@code infra/up}, plays the story on it, and ends it.
   *
   * @return the exit code
   */
  public static int play(List<String> args, Story story) throws Exception {
    return play(args, Optional.of(story));
  }

  private static int play(List<String> args, Optional<Story> given) throws Exception {
    Instant start =
        Instant.ofEpochMilli(Long.getLong("dormouse.started", System.currentTimeMillis()));
    Path repository = Path.of(System.getProperty("dormouse.repository", ".")).toRealPath();
    Progress progress = new Progress(System.out, start);
    try {
      Options options = Options.parse(args, repository.resolve(".dormouse"));
      if (options.help()) {
        progress.out().print(Options.helpText());
        return 0;
      }
      Optional<Story> story = given.isEmpty() && options.demo() ? story() : given;
      return run(new Up(repository, options, progress), story);
    } catch (CannotStart e) {
      System.err.println("infra/up: " + e.getMessage());
      return 1;
    }
  }

  private static int run(Up up, Optional<Story> story) throws Exception {
    try {
      return up.run(story);
    } catch (CannotStart e) {
      if (up.wasToldToEnd()) {
        // A program that is not ready at the end is no failure then.
        return 0;
      }
      throw e;
    }
  }

  private static Optional<Story> story() throws CannotStart {
    Optional<Story> story = ServiceLoader.load(Story.class).findFirst();
    if (story.isEmpty()) {
      throw new CannotStart("expected a story for --demo in this build, found none");
    }
    return story;
  }
}
